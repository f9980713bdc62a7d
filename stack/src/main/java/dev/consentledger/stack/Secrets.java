package dev.consentledger.stack;

import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Makes what is missing of the stack's secrets and keeps the rest: losing the key-encryption key
 * would lose every sealed field, so nothing here is ever made anew over an old file. Formats are in
 * docs/architecture.md. All files have mode 0600.
 */
final class Secrets {
  /** The signed log's name, in its key and in each of its checkpoints. */
  static final String LOG_ORIGIN = "consentledger.dev/cell-1";

  private static final int SECRET_BYTES = 32;
  private static final int RSA_BITS = 2048;

  private final SecureRandom random = new SecureRandom();
  private final Path folder;

  Secrets(StackFolder folder) {
    this.folder = folder.secrets();
  }

  void makeMissing() {
    keepOrWrite(keyEncryptionKey(), () -> "1 " + randomHex() + "\n");
    keepOrWrite(matchSecret(), () -> "1 " + randomHex() + "\n");
    keepOrWrite(
        signingKey(), () -> SigningKey.generate(LOG_ORIGIN, KeyType.ED25519).secretText() + "\n");
    keepOrWrite(receiptKeys(), Secrets::receiptKeySet);
    if (!Files.exists(privateKey()) || !Files.exists(publicKey())) {
      makeKeyPair();
    }
  }

  Path keyEncryptionKey() {
    return folder.resolve("key-encryption-key");
  }

  Path matchSecret() {
    return folder.resolve("match-secret");
  }

  /** The log's own; its name is {@link #LOG_ORIGIN}. */
  Path signingKey() {
    return folder.resolve("signing-key");
  }

  /** A JWK Set of one Ed25519 key (RFC 8037): it signs receipts and nothing else. */
  Path receiptKeys() {
    return folder.resolve("receipt-keys.json");
  }

  Path publicKey() {
    return folder.resolve("jwt-public.pem");
  }

  Path privateKey() {
    return folder.resolve("jwt-private.pem");
  }

  Path matchingToken() {
    return folder.resolve("matching-service.jwt");
  }

  Path consentToken() {
    return folder.resolve("consent-service.jwt");
  }

  /** A random password, made at first use and kept. */
  String password(String role) {
    Path file = folder.resolve(role + ".password");
    keepOrWrite(file, () -> randomHex() + "\n");
    return read(file).strip();
  }

  PrivateKey readPrivateKey() {
    String base64 =
        read(privateKey())
            .replace("-----BEGIN PRIVATE KEY-----", "")
            .replace("-----END PRIVATE KEY-----", "");
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new StackException("not a private key: " + privateKey(), e);
    }
  }

  private void makeKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS);
      KeyPair pair = generator.generateKeyPair();
      StackFolder.writeSecret(privateKey(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
      StackFolder.writeSecret(publicKey(), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  /** DER holds the 32 bytes of either half at its end. */
  private static String receiptKeySet() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"%s\",\"x\":\"%s\"}]}%n"
          .formatted(
              lastBytes(pair.getPrivate().getEncoded()), lastBytes(pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  private static String lastBytes(byte[] der) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(der, der.length - SECRET_BYTES, der.length));
  }

  private static String pem(String kind, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
  }

  private String randomHex() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static void keepOrWrite(Path file, Supplier<String> content) {
    if (!Files.exists(file)) {
      StackFolder.writeSecret(file, content.get());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new StackException("cannot read " + file, e);
    }
  }
}
