package dev.consentledger.consent.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GatheringTest {
  private final List<List<Integer>> queries = new ArrayList<>();
  private final List<UniEmitter<? super Map<Integer, String>>> underWay = new ArrayList<>();
  private final Gathering<Integer, String> gathering =
      new Gathering<>(
          3,
          keys -> {
            queries.add(keys);
            return Uni.createFrom().emitter(underWay::add);
          });

  @Test
  void a_lone_caller_waits_for_nobody() {
    var caller = ask(7);
    answer(0);
    caller.assertCompleted().assertItem("7!");
    assertThat(queries).containsExactly(List.of(7));
  }

  @Test
  void callers_that_come_meanwhile_share_the_next_query() {
    var first = ask(1);
    var second = ask(2);
    var third = ask(3);
    answer(0);
    first.assertItem("1!");
    second.assertNotTerminated();
    answer(1);
    second.assertItem("2!");
    third.assertItem("3!");
    assertThat(queries).containsExactly(List.of(1), List.of(2, 3));
  }

  @Test
  void nobody_joins_a_query_that_is_under_way_already() {
    var _ = ask(1);
    var again = ask(1);
    answer(0);
    again.assertNotTerminated();
    answer(1);
    again.assertItem("1!");
  }

  @Test
  void the_same_key_is_asked_once_and_answered_to_all() {
    var _ = ask(1);
    var one = ask(2);
    var other = ask(2);
    answer(0);
    answer(1);
    one.assertItem("2!");
    other.assertItem("2!");
    assertThat(queries).last().isEqualTo(List.of(2));
  }

  @Test
  void a_query_takes_no_more_keys_than_it_may() {
    for (int i = 0; i < 6; i++) {
      var _ = ask(i);
    }
    answer(0);
    answer(1);
    answer(2);
    assertThat(queries).containsExactly(List.of(0), List.of(1, 2, 3), List.of(4, 5));
  }

  @Test
  void a_query_that_fails_fails_its_callers_and_no_others() {
    var first = ask(1);
    var second = ask(2);
    underWay.get(0).fail(new IllegalStateException("down"));
    first.assertFailedWith(IllegalStateException.class, "down");
    answer(1);
    second.assertItem("2!");
  }

  @Test
  void a_query_that_throws_fails_its_callers() {
    var throwing =
        new Gathering<Integer, String>(
            3,
            _ -> {
              throw new IllegalArgumentException("no such key");
            });
    throwing
        .ask(1)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create())
        .assertFailedWith(IllegalArgumentException.class, "no such key");
  }

  private UniAssertSubscriber<String> ask(int key) {
    return gathering.ask(key).subscribe().withSubscriber(UniAssertSubscriber.create());
  }

  private void answer(int query) {
    underWay
        .get(query)
        .complete(
            queries.get(query).stream().collect(Collectors.toMap(key -> key, key -> key + "!")));
  }
}
