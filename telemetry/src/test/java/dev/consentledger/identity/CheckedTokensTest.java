package dev.consentledger.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import java.time.Duration;
import java.time.Instant;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.Test;

class CheckedTokensTest {
  private static final Instant START = Instant.parse("2026-11-26T08:00:00Z");
  private static final JWTAuthContextInfo RULES = new JWTAuthContextInfo();

  private Instant now = START;
  private Instant expires = START.plus(Duration.ofHours(1));
  private int checks;
  private boolean refuses;

  private final CheckedTokens tokens =
      new CheckedTokens(
          new JWTCallerPrincipalFactory() {
            @Override
            public JWTCallerPrincipal parse(String token, JWTAuthContextInfo rules)
                throws ParseException {
              checks++;
              if (refuses) {
                throw new ParseException("refused");
              }
              var claims = new JwtClaims();
              claims.setSubject(token);
              claims.setExpirationTime(NumericDate.fromSeconds(expires.getEpochSecond()));
              return new DefaultJWTCallerPrincipal(token, claims);
            }
          },
          () -> now);

  @Test
  void a_token_that_was_found_valid_is_not_checked_again_at_once() throws ParseException {
    assertThat(tokens.parse("alder", RULES).getSubject()).isEqualTo("alder");
    now = START.plus(CheckedTokens.REMEMBERED).minusMillis(1);
    assertThat(tokens.parse("alder", RULES).getSubject()).isEqualTo("alder");
    assertThat(checks).isEqualTo(1);
  }

  @Test
  void another_token_is_checked_by_itself() throws ParseException {
    var _ = tokens.parse("alder", RULES);
    assertThat(tokens.parse("birch", RULES).getSubject()).isEqualTo("birch");
    assertThat(checks).isEqualTo(2);
  }

  @Test
  void a_token_is_checked_again_when_it_was_remembered_long_enough() throws ParseException {
    var _ = tokens.parse("alder", RULES);
    now = START.plus(CheckedTokens.REMEMBERED);
    refuses = true;
    assertThatThrownBy(() -> tokens.parse("alder", RULES)).isInstanceOf(ParseException.class);
  }

  @Test
  void a_token_is_remembered_no_longer_than_it_lasts() throws ParseException {
    expires = START.plusSeconds(2);
    var _ = tokens.parse("alder", RULES);
    now = START.plusSeconds(2);
    refuses = true;
    assertThatThrownBy(() -> tokens.parse("alder", RULES)).isInstanceOf(ParseException.class);
  }

  @Test
  void a_refusal_is_not_remembered() throws ParseException {
    refuses = true;
    assertThatThrownBy(() -> tokens.parse("alder", RULES)).isInstanceOf(ParseException.class);
    refuses = false;
    assertThat(tokens.parse("alder", RULES).getSubject()).isEqualTo("alder");
  }

  @Test
  void rules_that_differ_are_applied_anew() throws ParseException {
    var _ = tokens.parse("alder", RULES);
    var _ = tokens.parse("alder", new JWTAuthContextInfo());
    assertThat(checks).isEqualTo(2);
  }

  @Test
  void only_a_token_that_was_found_valid_and_still_counts_is_remembered() throws ParseException {
    assertThat(tokens.remembered("alder")).isEmpty();
    var caller = tokens.parse("alder", RULES);
    assertThat(tokens.remembered("alder")).containsSame(caller);
    assertThat(tokens.remembered("birch")).isEmpty();

    now = START.plus(CheckedTokens.REMEMBERED);

    assertThat(tokens.remembered("alder")).isEmpty();
    assertThat(checks).isEqualTo(1);
  }

  @Test
  void more_tokens_than_there_is_room_for_push_the_oldest_out() throws ParseException {
    for (int i = 0; i <= CheckedTokens.TOKENS_MAX; i++) {
      var _ = tokens.parse("caller-" + i, RULES);
    }
    var _ = tokens.parse("caller-0", RULES);
    assertThat(checks).isEqualTo(CheckedTokens.TOKENS_MAX + 2);
  }
}
