package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.matching.problems.ProblemType;
import dev.consentledger.matching.problems.Problems;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Reads what every HTTP call of this service carries; throws the problem where it is wrong. */
public final class Edge {
  public static final String LEDGER_POSITION = "Ledger-Position";
  public static final String AT_LEAST_POSITION = "At-Least-Position";
  public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,18}");

  private Edge() {}

  /** An advertiser is its token's {@code sub}. */
  public static AdvertiserId advertiser(JsonWebToken token) {
    String subject = token.getSubject();
    if (subject == null || subject.isEmpty() || subject.length() > 128) {
      throw Problems.of(ProblemType.FORBIDDEN, "Use a token whose sub names the advertiser.");
    }
    return new AdvertiserId(subject);
  }

  public static AudienceId audience(String path) {
    return new AudienceId(uuid(path, ProblemType.AUDIENCE_UNKNOWN));
  }

  static UUID uuid(String path, ProblemType unknown) {
    try {
      UUID id = UUID.fromString(path);
      if (id.toString().equalsIgnoreCase(path)) {
        return id;
      }
    } catch (IllegalArgumentException _) {
      // Told below: what is no id names nothing.
    }
    throw Problems.of(unknown, "Check the id in the path.");
  }

  public static @Nullable String idempotencyKey(@Nullable String header) {
    if (header != null && !KEY.matcher(header).matches()) {
      throw Problems.invalid(IDEMPOTENCY_KEY, "1 to 128 visible ASCII characters");
    }
    return header;
  }

  public static @Nullable Position atLeast(@Nullable String header) {
    if (header == null) {
      return null;
    }
    if (!DECIMAL.matcher(header).matches()) {
      throw Problems.invalid(AT_LEAST_POSITION, "a position is a whole number, not negative");
    }
    return new Position(Long.parseLong(header));
  }
}
