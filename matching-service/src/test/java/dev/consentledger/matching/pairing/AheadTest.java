package dev.consentledger.matching.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AheadTest {
  private final List<UniEmitter<? super String>> begun = new ArrayList<>();
  private final List<String> given = new ArrayList<>();

  private final Ahead<String> ahead = new Ahead<>(5, 2, _ -> Uni.createFrom().emitter(begun::add));

  @Test
  void steps_begin_ahead_of_their_turn_but_not_further_than_the_limit() {
    assertThat(begun).isEmpty();

    ahead.next();
    assertThat(begun).hasSize(3);

    ahead.next();
    assertThat(begun).hasSize(4);

    for (int i = 0; i < 3; i++) {
      ahead.next();
    }
    assertThat(begun).hasSize(5);
  }

  @Test
  void results_come_in_order_whichever_was_done_first() {
    ahead.next().subscribe().with(given::add);
    begun.get(1).complete("second");
    assertThat(given).isEmpty();

    begun.get(0).complete("first");
    ahead.next().subscribe().with(given::add);

    assertThat(given).containsExactly("first", "second");
  }

  @Test
  void a_step_that_failed_ahead_fails_at_its_turn() {
    Uni<String> first = ahead.next();
    begun.get(1).fail(new IllegalStateException("damaged"));
    begun.get(0).complete("first");

    assertThat(first.await().indefinitely()).isEqualTo("first");
    assertThatThrownBy(() -> ahead.next().await().indefinitely()).hasMessage("damaged");
  }
}
