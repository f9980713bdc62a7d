package dev.consentledger.stack.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consentledger.kernel.proof.SigningKey;
import dev.consentledger.stack.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs docker/secrets and docker/tokens in a folder of their own. */
class SecretScriptsTest {
  @TempDir Path folder;

  @BeforeEach
  void make() throws Exception {
    for (String script : new String[] {"secrets", "tokens"}) {
      Files.copy(DockerFolder.path(script), folder.resolve(script));
      run(script);
    }
  }

  @Test
  void every_secret_is_closed_to_others() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(file -> file.toString().contains("/.")))
          .filteredOn(file -> !file.endsWith(".env"))
          .isNotEmpty()
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
    }
  }

  @Test
  void made_again_they_are_the_same_but_for_renewed_tokens() throws Exception {
    Map<String, String> before = contents();
    run("secrets");
    run("tokens");
    Map<String, String> after = contents();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(
            after.entrySet().stream()
                .filter(file -> !file.getValue().equals(before.get(file.getKey()))))
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder(
            ".secrets/consent-service/token",
            ".secrets/matching-service/token",
            ".secrets/tokens/operator.token",
            ".secrets/tokens/ready.json",
            ".try/ready.json");
  }

  @Test
  void the_signing_key_is_one_and_has_the_log_s_name() throws IOException {
    String text = Files.readString(folder.resolve(".secrets/consent-service/signing-key")).strip();
    assertThat(SigningKey.parse(text).secretText()).isEqualTo(text);
    assertThat(text).startsWith("PRIVATE+KEY+consentledger.dev/cell-1+");
    assertThat(DockerFolder.text("compose.yaml"))
        .contains("CONSENTLEDGER_PROOF_ORIGIN: consentledger.dev/cell-1");
  }

  @Test
  void the_receipts_key_signs_what_its_public_half_verifies() throws Exception {
    JsonNode key =
        new ObjectMapper()
            .readTree(folder.resolve(".secrets/consent-service/receipt-keys.json").toFile())
            .path("keys")
            .path(0);
    KeyFactory ed25519 = KeyFactory.getInstance("Ed25519");
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(
        ed25519.generatePrivate(
            new PKCS8EncodedKeySpec(der("302e020100300506032b657004220420", key.path("d")))));
    signature.update(new byte[] {1});
    byte[] signed = signature.sign();
    signature.initVerify(
        ed25519.generatePublic(
            new X509EncodedKeySpec(der("302a300506032b6570032100", key.path("x")))));
    signature.update(new byte[] {1});

    assertThat(key.path("kty").asText()).isEqualTo("OKP");
    assertThat(key.path("crv").asText()).isEqualTo("Ed25519");
    assertThat(signature.verify(signed)).isTrue();
  }

  /** RFC 8410: what stands in front of the 32 bytes is always the same. */
  private static byte[] der(String prefix, JsonNode base64url) {
    return HexFormat.of()
        .parseHex(
            prefix + HexFormat.of().formatHex(Base64.getUrlDecoder().decode(base64url.asText())));
  }

  @Test
  void each_role_has_a_token_of_its_group() throws Exception {
    JsonNode ready = new ObjectMapper().readTree(folder.resolve(".try/ready.json").toFile());
    for (Role role : Role.values()) {
      JsonNode claims = claims(ready.path("tokens").path(role.label()).asText());
      assertThat(claims.path("sub").asText()).isEqualTo(role.subject());
      assertThat(claims.path("groups").get(0).asText()).isEqualTo(role.group());
      assertThat(claims.path("iss").asText()).isEqualTo("https://consentledger.dev");
      assertThat(claims.path("aud").asText()).isEqualTo("consent-ledger");
    }
    assertThat(groupOf("consent-service")).isEqualTo("consent");
    assertThat(groupOf("matching-service")).isEqualTo("matching");
  }

  private String groupOf(String service) throws Exception {
    String token = Files.readString(folder.resolve(".secrets/" + service + "/token"));
    return claims(token).path("groups").get(0).asText();
  }

  private JsonNode claims(String token) throws IOException, GeneralSecurityException {
    String[] parts = token.split("\\.", -1);
    var signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(publicKey());
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts[1]));
  }

  private PublicKey publicKey() throws IOException, GeneralSecurityException {
    String pem = Files.readString(folder.resolve(".secrets/token-keys/jwt-public.pem"));
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return contents;
  }

  private void run(String script) throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder("bash", folder.resolve(script).toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(log)).isZero();
    Files.delete(log);
  }
}
