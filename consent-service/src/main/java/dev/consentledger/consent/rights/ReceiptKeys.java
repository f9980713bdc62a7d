package dev.consentledger.consent.rights;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Signs receipts, and shows the keys that they are checked with. */
@Singleton
final class ReceiptKeys {
  private static final Logger LOG = Logger.getLogger(ReceiptKeys.class);
  private static final long FILE_BYTES_MAX = 65_536;
  private static final String ED25519 = "Ed25519";

  private final Optional<List<OctetKeyPairJsonWebKey>> keys;

  ReceiptKeys(ReceiptSettings settings) {
    this.keys = settings.signingKeyFile().map(ReceiptKeys::read);
  }

  /** The bean exists from the start on, so that a wrong file stops it. */
  void announce(@Observes StartupEvent event) {
    if (keys.isEmpty()) {
      LOG.infof("No receipt is signed: %s is not set", ReceiptSettings.KEY_FILE);
    }
  }

  /** A compact JWS (RFC 7515, RFC 8037); empty where there is no key. */
  Optional<String> sign(String claims) {
    return keys.map(all -> sign(claims, all.getLast()));
  }

  private static String sign(String claims, OctetKeyPairJsonWebKey key) {
    var jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    jws.setHeader("typ", "JWT");
    jws.setKeyIdHeaderValue(key.getKeyId());
    jws.setPayload(claims);
    jws.setKey(key.getPrivateKey());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("a receipt could not be signed", e);
    }
  }

  /** The public halves as a JWK Set, the newest last; empty where there is no key. */
  Map<String, Object> publicKeys() {
    return Map.of(
        "keys",
        keys.orElse(List.of()).stream()
            .map(key -> key.toParams(OutputControlLevel.PUBLIC_ONLY))
            .toList());
  }

  private static List<OctetKeyPairJsonWebKey> read(Path file) {
    try {
      List<JsonWebKey> set = new JsonWebKeySet(text(file)).getJsonWebKeys();
      if (set.isEmpty()) {
        throw refused("the file holds no key that is understood");
      }
      return set.stream().map(ReceiptKeys::ed25519).toList();
    } catch (JoseException _) {
      throw refused("the file is no JWK Set");
    }
  }

  private static OctetKeyPairJsonWebKey ed25519(JsonWebKey key) {
    if (!(key instanceof OctetKeyPairJsonWebKey pair)
        || !pair.getSubtype().equals(ED25519)
        || pair.getPrivateKey() == null) {
      throw refused("each key must be an Ed25519 key with its private half");
    }
    if (pair.getKeyId() == null) {
      try {
        pair.setKeyId(pair.calculateBase64urlEncodedThumbprint("SHA-256"));
      } catch (RuntimeException _) {
        throw refused("a key has no id, and none can be made of it");
      }
    }
    pair.setAlgorithm(AlgorithmIdentifiers.EDDSA);
    pair.setUse("sig");
    return pair;
  }

  private static String text(Path file) {
    var owner =
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE);
    try {
      if (!Files.isRegularFile(file)) {
        throw refused("there is no such file");
      }
      if (!owner.containsAll(Files.getPosixFilePermissions(file))) {
        throw refused("the file must be closed to group and others (chmod 600)");
      }
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw refused("the file is too long to be a file of signing keys");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException | UnsupportedOperationException _) {
      throw refused("the file or its mode can't be read");
    }
  }

  /** Never with a cause: nothing of the file's content may reach a log. */
  private static IllegalStateException refused(String why) {
    return new IllegalStateException(ReceiptSettings.KEY_FILE + ": " + why);
  }

  @Override
  public String toString() {
    return "ReceiptKeys(never printed)";
  }
}
