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

  @Test
  void reads_of_different_things_are_not_shared_and_nothing_stays_of_them() {
    List<String> begun = new ArrayList<>();
    List<UniEmitter<? super String>> each = new ArrayList<>();
    var byKey =
        new SharedReads<String, String>(key -> {
          begun.add(key);
          return Uni.createFrom().emitter(each::add);
        });

    var one = byKey.get("a").subscribeAsCompletionStage();
    var other = byKey.get("b").subscribeAsCompletionStage();
    var later = byKey.get("a").subscribeAsCompletionStage();
    each.get(0).complete("a, old");
    each.get(1).fail(new IllegalStateException("down"));

    assertThat(one).isCompletedWithValue("a, old");
    assertThat(other).isCompletedExceptionally();
    assertThat(later).isNotDone();
    each.get(2).complete("a, new");
    assertThat(later).isCompletedWithValue("a, new");
    assertThat(begun).containsExactly("a", "b", "a");
    assertThat(byKey.keys()).isZero();
  }

  private CompletableFuture<String> ask() {
    return shared.get().subscribeAsCompletionStage();
  }
}
