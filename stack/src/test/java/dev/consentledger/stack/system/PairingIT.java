package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;

import dev.consentledger.stack.Role;
import io.restassured.response.Response;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(StackExtension.class)
class PairingIT {
  /** Every way in which an advertiser may write a number. */
  enum Upload {
    E164(0),
    TYPED_BY_HAND(1),
    DIGITS_ALONE(2),
    HEX(3),
    HEX_CAPITALS(4),
    BASE64(5),
    HEX_OF_DIGITS(6),
    HEADERLESS(7),
    GZIP(8),
    NDJSON(9),
    NDJSON_HASHED(10);

    private final int number;

    Upload(int number) {
      this.number = number;
    }

    String written(String e164) {
      HexFormat hex = HexFormat.of();
      return switch (this) {
        case E164, HEADERLESS, GZIP, NDJSON -> e164;
        case TYPED_BY_HAND ->
            "\" +1 (%s) %s-%s \""
                .formatted(e164.substring(2, 5), e164.substring(5, 8), e164.substring(8));
        case DIGITS_ALONE -> e164.substring(1);
        case HEX, NDJSON_HASHED -> hex.formatHex(Bodies.sha256(e164));
        case HEX_CAPITALS -> hex.withUpperCase().formatHex(Bodies.sha256(e164));
        case BASE64 -> Base64.getEncoder().encodeToString(Bodies.sha256(e164));
        case HEX_OF_DIGITS -> hex.formatHex(Bodies.sha256(e164.substring(1)));
      };
    }

    Response send(World world, String audience, String... numbers) {
      StringBuilder list = new StringBuilder();
      for (String number : numbers) {
        list.append(
            switch (this) {
              case NDJSON -> "{\"phone\":\"" + written(number) + "\"}";
              case NDJSON_HASHED -> "{\"phone_sha256\":\"" + written(number) + "\"}";
              default -> written(number);
            });
        list.append('\n');
      }
      String path = "/v1/audiences/" + audience + "/lists";
      return switch (this) {
        case NDJSON, NDJSON_HASHED ->
            world
                .as(Role.ADVERTISER)
                .contentType("application/x-ndjson")
                .body(list.toString())
                .post(path);
        case GZIP ->
            world
                .as(Role.ADVERTISER)
                .header("Content-Type", "text/csv")
                .header("Content-Encoding", "gzip")
                .body(Bodies.gzip("Phone\n" + list))
                .post(path);
        case HEADERLESS ->
            world.as(Role.ADVERTISER).contentType("text/csv").body(list.toString()).post(path);
        default ->
            world.as(Role.ADVERTISER).contentType("text/csv").body("Phone\n" + list).post(path);
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Upload.class)
  void a_number_given_for_two_factor_security_is_never_paired(Upload upload, World world) {
    String tag = upload.name().toLowerCase(Locale.ROOT);
    String security = "two-factor-" + tag;
    String permitted = "permitted-" + tag;
    String securityNumber = "+1212555%04d".formatted(100 + upload.number);
    String permittedNumber = "+1212555%04d".formatted(150 + upload.number);
    world.register(security, "phone", "phone", securityNumber, "security.two_factor");
    world.register(permitted, "phone", "phone", permittedNumber, "service.notifications");
    world.grant(permitted, "phone");

    String audience = world.createAudience("two-factor " + tag);
    String run = World.accepted(upload.send(world, audience, securityNumber, permittedNumber));

    assertThat(world.awaitReady(audience, run).getInt("rows.accepted")).isEqualTo(2);
    assertThat(world.members(audience)).containsExactly(permitted);
    assertThat(world.contained(audience, security, permitted)).containsExactly(permitted);
  }

  @Test
  void an_email_that_its_holder_permits_does_not_open_the_number_beside_it(World world) {
    world.permittedEmail("both-kinds", "both.kinds@example.com");
    world.register("both-kinds", "phone", "phone", "+13125550100", "security.two_factor");

    String byPhone = world.audienceOf("by phone", "Phone\n+13125550100\n");
    String byEmail = world.audienceOf("by email", "Email\nboth.kinds@example.com\n");

    assertThat(world.members(byPhone)).isEmpty();
    assertThat(world.members(byEmail)).containsExactly("both-kinds");
  }

  @Test
  void a_grant_makes_a_member_of_the_next_run(World world) {
    world.register("granting", "email", "email", "granting@example.com", "service.notifications");
    String before = world.audienceOf("before", "Email\ngranting@example.com\n");
    assertThat(world.members(before)).isEmpty();

    world.grant("granting", "email");

    String after = world.audienceOf("after", "Email\ngranting@example.com\n");
    assertThat(world.members(after)).containsExactly("granting");
    assertThat(world.members(before)).as("an old run gains no member").isEmpty();
  }

  @Test
  void a_withdrawal_is_gone_from_every_audience_at_the_next_read(World world) {
    world.permittedEmail("withdrawing", "withdrawing@example.com");
    world.permittedEmail("staying", "staying@example.com");
    String list = "Email\nwithdrawing@example.com\nstaying@example.com\n";
    String first = world.audienceOf("first", list);
    String second = world.audienceOf("second", list);
    assertThat(world.members(first)).containsExactly("staying", "withdrawing");

    world.withdraw("withdrawing", "email");

    assertThat(world.contained(first, "withdrawing", "staying")).containsExactly("staying");
    assertThat(world.contained(second, "withdrawing", "staying")).containsExactly("staying");
    assertThat(world.members(first)).containsExactly("staying");
    assertThat(world.members(second)).containsExactly("staying");
  }

  @Test
  void removing_a_contact_point_ends_its_membership(World world) {
    world.permittedEmail("removing", "removing@example.com");
    String audience = world.audienceOf("removal", "Email\nremoving@example.com\n");
    assertThat(world.members(audience)).containsExactly("removing");

    world
        .as(Role.WRITER)
        .delete("/v1/accounts/removing/contact-points/email")
        .then()
        .statusCode(200);

    assertThat(world.members(audience)).isEmpty();
  }

  @Test
  void granting_again_does_not_revive_an_old_run(World world) {
    world.permittedEmail("again", "again@example.com");
    String old = world.audienceOf("old", "Email\nagain@example.com\n");
    world.withdraw("again", "email");
    assertThat(world.members(old)).isEmpty();

    world.grant("again", "email");

    assertThat(world.members(old)).isEmpty();
    String fresh = world.audienceOf("new", "Email\nagain@example.com\n");
    assertThat(world.members(fresh)).containsExactly("again");
  }

  @Test
  void of_two_accounts_with_one_number_only_the_one_that_granted_is_paired(World world) {
    world.register("shares-a", "phone", "phone", "+442079460958", "service.notifications");
    world.register("shares-b", "phone", "phone", "+442079460958", "service.notifications");
    world.grant("shares-b", "phone");

    String audience = world.audienceOf("shared number", "Phone\n+44 20 7946 0958\n");

    assertThat(world.members(audience)).containsExactly("shares-b");
  }

  @Test
  void an_advertising_grant_inside_a_security_flow_is_refused(World world) {
    world.register("bundled", "phone", "phone", "+13125550101", "security.two_factor");

    world
        .putGrant("bundled", "phone", Bodies.grant("security.login"))
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("type", endsWith("/bundled-consent"));

    String audience = world.audienceOf("bundled", "Phone\n+13125550101\n");
    assertThat(world.members(audience)).isEmpty();
  }
}
