package dev.consentledger.consent.intake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tokens as the platform's identity provider would sign them, and some that it never would. */
public final class Tokens {
  private static final String ISSUER = "https://consentledger.dev";
  private static final String AUDIENCE = "consent-ledger";
  private static final Instant NEVER = Instant.parse("2999-01-01T00:00:00Z");

  private Tokens() {}

  public static String of(String... groups) {
    return sign(testKey(), ISSUER, AUDIENCE, NEVER, groups);
  }

  static String expired(String... groups) {
    return sign(testKey(), ISSUER, AUDIENCE, Instant.parse("2020-01-01T00:00:00Z"), groups);
  }

  static String ofIssuer(String issuer, String... groups) {
    return sign(testKey(), issuer, AUDIENCE, NEVER, groups);
  }

  static String forAudience(String audience, String... groups) {
    return sign(testKey(), ISSUER, audience, NEVER, groups);
  }

  static String signedByAnother(String... groups) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return sign(generator.generateKeyPair().getPrivate(), ISSUER, AUDIENCE, NEVER, groups);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sign(
      PrivateKey key, String issuer, String audience, Instant expires, String... groups) {
    String names = Stream.of(groups).map(g -> '"' + g + '"').collect(Collectors.joining(","));
    String claims =
        """
        {"iss":"%s","aud":"%s","sub":"tester","upn":"tester","groups":[%s],"iat":1577836700,"exp":%d}\
        """
            .formatted(issuer, audience, names, expires.getEpochSecond());
    String signed = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + base64(claims);
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed
          + "."
          + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static PrivateKey testKey() {
    try (var in = Tokens.class.getResourceAsStream("/jwt/test-private.pem")) {
      String pem = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "").strip());
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (Exception e) {
      throw new IllegalStateException("the tests' key can't be read", e);
    }
  }
}
