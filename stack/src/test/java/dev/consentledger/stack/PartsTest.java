package dev.consentledger.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {
  private final List<String> stopped = new ArrayList<>();
  private final Parts parts = new Parts();

  @Test
  void the_last_started_is_the_first_stopped() {
    parts.add(() -> stopped.add("database"));
    parts.add(() -> stopped.add("service"));

    parts.close();

    assertThat(stopped).containsExactly("service", "database");
  }

  @Test
  void a_part_that_comes_after_the_stop_is_stopped_at_once() {
    parts.close();

    assertThatThrownBy(() -> parts.add(() -> stopped.add("late")))
        .isInstanceOf(StackException.class);

    assertThat(stopped).containsExactly("late");
  }

  @Test
  void trouble_with_one_part_does_not_keep_the_rest_running() {
    parts.add(() -> stopped.add("database"));
    parts.add(() -> {
      throw new StackException("does not stop");
    });

    parts.close();

    assertThat(stopped).containsExactly("database");
  }
}
