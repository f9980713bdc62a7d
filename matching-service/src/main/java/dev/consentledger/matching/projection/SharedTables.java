package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.permission.PermissionMessage.Erased;
import dev.consentledger.kernel.permission.PermissionMessage.NoticeInvalid;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import dev.consentledger.matching.projection.KnownRows.KnownAccount;
import dev.consentledger.matching.projection.TopicReader.Told;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Moves one instance's index on by a batch, beside others that share its tables (ADR 7). Whoever
 * stores a batch first has written it; the others see that at their own attempt, and take what was
 * stored from the topic once more: the ordinals follow from the index and the messages alone, so
 * they come out the same. The cursors at the end of that must be equal, counters and all.
 *
 * <p>No index is ever ahead of the tables. One batch at a time.
 */
final class SharedTables {
  private final ProjectionStore store;
  private final Supplier<PermissionIndex> index;
  private final IntSupplier oldest;
  private final BiConsumer<BatchPlan, Cursor> onStored;

  /** As far as another instance is known to have stored. */
  private @Nullable Cursor ahead;

  /**
   * @param oldest the version of match keys that tell none
   * @param onStored told after each part of a batch that is stored, with the cursor behind it;
   *     changes the index
   */
  SharedTables(
      ProjectionStore store,
      Supplier<PermissionIndex> index,
      IntSupplier oldest,
      BiConsumer<BatchPlan, Cursor> onStored) {
    this.store = store;
    this.index = index;
    this.oldest = oldest;
    this.onStored = onStored;
  }

  /**
   * Stores the batch, or finds that it is stored, and changes the index. Fails with {@link
   * CursorMoved} where the tables can't be followed: then the index has to be loaded from them.
   *
   * @param endOffset the topic's end as of the start: rows of earlier generations go there
   */
  Uni<Void> advance(List<Told> batch, Cursor before, long endOffset) {
    List<Told> stored = storedOf(batch, before);
    if (!stored.isEmpty()) {
      return Uni.createFrom()
          .item(() -> follow(stored, before))
          .chain(after -> advance(batch.subList(stored.size(), batch.size()), after, endOffset));
    }
    return batch.isEmpty() ? Uni.createFrom().voidItem() : write(batch, before, endOffset);
  }

  private List<Told> storedOf(List<Told> batch, Cursor before) {
    Cursor known = ahead;
    return known == null || !known.isAheadOf(before)
        ? List.of()
        : batch.stream().takeWhile(told -> told.offset() < known.nextOffset()).toList();
  }

  private Uni<Void> write(List<Told> batch, Cursor before, long endOffset) {
    return store
        .known(subjectsToLookUp(batch, before), before, oldest)
        .chain(known -> {
          BatchPlan plan = new Planner(index.get(), before, known).plan(batch);
          return plan.after().equals(before)
              ? Uni.createFrom().voidItem()
              : store
                  .store(plan, plan.after().nextOffset() >= endOffset)
                  .invoke(stored -> onStored.accept(plan, stored))
                  .replaceWithVoid();
        })
        .onFailure(CursorMoved.class)
        .recoverWithUni(failure -> overtaken(failure, batch, before, endOffset));
  }

  private Uni<Void> overtaken(CursorMoved moved, List<Told> batch, Cursor before, long endOffset) {
    Cursor now = moved.now();
    if (now == null || !now.isAheadOf(before)) {
      return Uni.createFrom().failure(moved);
    }
    ahead = now;
    // Where the other has read what the topic no longer tells, nothing here leads to its cursor.
    return storedOf(batch, before).isEmpty()
        ? Uni.createFrom().failure(moved)
        : advance(batch, before, endOffset);
  }

  private Cursor follow(List<Told> stored, Cursor before) {
    BatchPlan plan = new Planner(index.get(), before, erasedIn(stored, before)).plan(stored);
    Cursor known = ahead;
    if (known != null
        && plan.after().nextOffset() == known.nextOffset()
        && !plan.after().equals(known)) {
      throw new CursorMoved(known);
    }
    onStored.accept(plan, plan.after());
    return plan.after();
  }

  /** Their rows may be gone already; the index still has them. */
  private KnownRows erasedIn(List<Told> stored, Cursor cursor) {
    Set<SubjectId> erased =
        subjectsToLookUp(stored, cursor).stream().collect(Collectors.toUnmodifiableSet());
    if (erased.isEmpty()) {
      return KnownRows.NONE;
    }
    Map<SubjectId, KnownAccount> accounts = new HashMap<>();
    index
        .get()
        .accountOrdinals(erased)
        .forEach((subject, ordinal) ->
            accounts.put(subject, new KnownAccount(ordinal, cursor.generation())));
    return new KnownRows(accounts, Map.of());
  }

  private static List<SubjectId> subjectsToLookUp(List<Told> batch, Cursor cursor) {
    return batch.stream()
        .flatMap(told ->
            switch (told.message()) {
              case Erased erased -> Stream.of(erased.subject());
              case PermissionState state ->
                  cursor.sweeping() ? Stream.of(state.subject()) : Stream.empty();
              case NoticeInvalid _, Watermark _ -> Stream.empty();
            })
        .toList();
  }
}
