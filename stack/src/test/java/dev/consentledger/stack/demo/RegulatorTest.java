package dev.consentledger.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.proof.VerifierKey;
import org.junit.jupiter.api.Test;

class RegulatorTest {
  private static final String OLD =
      "consentledger.dev/cell-1+20ca0c19+ASEq0PvgO+BSqGt7uAwq5Euae0Am/rpKYlihH+WSPeaq";
  private static final String NEW =
      "consentledger.dev/cell-1+4b8f85e6+ASA3V4lrC1R4hCIVic9KDSfDkcgJS++fbBcC5OlkOaAq";

  @Test
  void a_log_that_changes_its_key_is_believed_by_either() {
    assertThat(Regulator.trustIn(OLD + "\n" + NEW).log())
        .containsExactly(VerifierKey.parse(OLD), VerifierKey.parse(NEW));
  }
}
