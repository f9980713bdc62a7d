package dev.consentledger.stack;

import io.smallrye.jwt.build.Jwt;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Signs the tokens that docs/architecture.md describes. Each start makes new ones. */
final class Tokens {
  static final String ISSUER = "https://consentledger.dev";
  static final String AUDIENCE = "consent-ledger";

  /** Long enough for a demo that stays up, short enough that a copied token ends. */
  static final Duration VALIDITY = Duration.ofDays(30);

  private final PrivateKey key;

  Tokens(PrivateKey key) {
    this.key = key;
  }

  private String of(Role role) {
    return sign(role.subject(), role.group());
  }

  Map<Role, String> all() {
    Map<Role, String> tokens = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      tokens.put(role, of(role));
    }
    return tokens;
  }

  String matchingService() {
    return sign("matching-service", "matching");
  }

  String consentService() {
    return sign("consent-service", "consent");
  }

  String sign(String subject, String group) {
    return Jwt.issuer(ISSUER)
        .audience(AUDIENCE)
        .subject(subject)
        .upn(subject)
        .groups(Set.of(group))
        .expiresIn(VALIDITY)
        .sign(key);
  }
}
