package dev.consentledger.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  @TempDir Path folder;

  @Test
  void each_role_has_its_own_subject_and_one_group() throws Exception {
    Map<Role, String> tokens = newTokens().all();

    assertThat(tokens).hasSize(Role.values().length);
    for (Role role : Role.values()) {
      JsonNode claims = claims(tokens.get(role));
      assertThat(claims.path("iss").asText()).isEqualTo("https://consentledger.dev");
      assertThat(claims.path("aud").toString()).contains("consent-ledger");
      assertThat(claims.path("sub").asText()).isEqualTo(role.subject());
      assertThat(claims.path("groups")).hasSize(1);
      assertThat(claims.path("groups").get(0).asText()).isEqualTo(role.group());
      assertThat(claims.path("exp").asLong() - claims.path("iat").asLong())
          .isEqualTo(Tokens.VALIDITY.toSeconds());
    }
  }

  @Test
  void the_matching_service_has_a_group_of_its_own() throws Exception {
    assertThat(claims(newTokens().matchingService()).path("groups").toString())
        .isEqualTo("[\"matching\"]");
  }

  private Tokens newTokens() {
    StackFolder parts = new StackFolder(folder);
    parts.create();
    Secrets secrets = new Secrets(parts);
    secrets.makeMissing();
    return new Tokens(secrets.readPrivateKey());
  }

  private static JsonNode claims(String token) throws Exception {
    return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
  }
}
