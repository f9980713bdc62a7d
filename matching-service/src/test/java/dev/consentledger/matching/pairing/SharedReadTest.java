package dev.consentledger.matching.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedReadTest {
  private final List<UniEmitter<? super String>> reads = new ArrayList<>();
  private final SharedRead<String> shared =
      new SharedRead<>(() -> Uni.createFrom().emitter(reads::add));

  @Test
  void who_asks_while_a_read_is_on_its_way_waits_for_the_next_one() {
    CompletableFuture<String> first = ask();
    CompletableFuture<String> second = ask();
    CompletableFuture<String> third = ask();

    reads.get(0).complete("old");

    assertThat(first).isCompletedWithValue("old");
    assertThat(second).isNotDone();
    assertThat(reads).hasSize(2);
    reads.get(1).complete("new");
    assertThat(second).isCompletedWithValue("new");
    assertThat(third).isCompletedWithValue("new");
    assertThat(reads).hasSize(2);
  }

  @Test
  void a_failed_read_fails_those_it_was_for_and_no_others() {
    CompletableFuture<String> first = ask();
    CompletableFuture<String> second = ask();

    reads.get(0).fail(new IllegalStateException("down"));

    assertThat(first).isCompletedExceptionally();
    reads.get(1).complete("new");
    assertThat(second).isCompletedWithValue("new");
  }

  private CompletableFuture<String> ask() {
    return shared.get().subscribeAsCompletionStage();
  }
}
