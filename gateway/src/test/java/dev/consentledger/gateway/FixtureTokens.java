package dev.consentledger.gateway;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.time.Instant;
import java.util.Set;

/** Tokens of the fixture key. They live until 2100, so that no test depends on the clock. */
public final class FixtureTokens {

  public static final String PRIVATE_KEY = "/jwt/privateKey.pem";
  public static final String OTHER_PRIVATE_KEY = "/jwt/otherPrivateKey.pem";
  public static final String PUBLIC_KEY = "/jwt/publicKey.pem";
  public static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

  private FixtureTokens() {}

  public static String in(String... groups) {
    return of("fixture-subject", groups);
  }

  public static String of(String subject, String... groups) {
    return good(groups).subject(subject).sign(PRIVATE_KEY);
  }

  /** Right in every claim but the subject, which is missing. */
  public static JwtClaimsBuilder good(String... groups) {
    return Jwt.issuer("https://consentledger.dev")
        .audience("consent-ledger")
        .groups(Set.of(groups))
        .issuedAt(Instant.parse("2020-01-01T00:00:00Z"))
        .expiresAt(FAR);
  }
}
