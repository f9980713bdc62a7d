package dev.consentledger.consent.publication;

import dev.consentledger.kernel.event.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Saves how far Kafka has acknowledged, not at each message but soon after. On the executor's one
 * thread.
 */
final class CursorSaver {
  private final PublicationCursor cursor;
  private final long term;
  private final PublicationSettings settings;
  private final ScheduledExecutorService executor;
  private final OnSaved onSaved;
  private final Consumer<Throwable> onFailure;
  private final List<GrantExpiry.Change> expiries = new ArrayList<>();
  private Position acknowledged;
  private Position saved;
  private int entries;
  private boolean saving;
  private boolean scheduled;

  /** Told after each save, and whether it changed which grants end by themselves. */
  @FunctionalInterface
  interface OnSaved {
    void saved(boolean expiriesChanged);
  }

  CursorSaver(
      PublicationCursor cursor,
      PublicationCursor.Begun begun,
      PublicationSettings settings,
      ScheduledExecutorService executor,
      OnSaved onSaved,
      Consumer<Throwable> onFailure) {
    this.cursor = cursor;
    this.term = begun.term();
    this.settings = settings;
    this.executor = executor;
    this.onSaved = onSaved;
    this.onFailure = onFailure;
    this.acknowledged = begun.position();
    this.saved = begun.position();
  }

  void acknowledged(Folded folded) {
    acknowledged = folded.end();
    expiries.addAll(folded.expiries());
    entries += folded.entries();
    if (entries >= settings.cursorSaveEntries()) {
      save();
    } else if (!isSaved() && !scheduled) {
      scheduled = true;
      var _ =
          executor.schedule(
              this::saveOnTime, settings.cursorSaveInterval().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  boolean isSaved() {
    return !saving && !acknowledged.isAfter(saved);
  }

  /** Too much is acknowledged and not saved: nothing more should be written for now. */
  boolean isFull() {
    return saving && entries >= settings.cursorSaveEntries();
  }

  void save() {
    if (saving || isSaved()) {
      return;
    }
    saving = true;
    Position position = acknowledged;
    List<GrantExpiry.Change> changes = List.copyOf(expiries);
    expiries.clear();
    entries = 0;
    cursor
        .save(term, position, changes)
        .ifNoItem()
        .after(settings.answerLimit())
        .fail()
        .subscribe()
        .with(
            _ -> executor.execute(() -> wasSaved(position, !changes.isEmpty())),
            failure -> executor.execute(() -> onFailure.accept(failure)));
  }

  private void saveOnTime() {
    scheduled = false;
    save();
  }

  private void wasSaved(Position position, boolean expiriesChanged) {
    saving = false;
    saved = position;
    onSaved.saved(expiriesChanged);
    if (!isSaved() && !scheduled) {
      scheduled = true;
      var _ =
          executor.schedule(
              this::saveOnTime, settings.cursorSaveInterval().toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
