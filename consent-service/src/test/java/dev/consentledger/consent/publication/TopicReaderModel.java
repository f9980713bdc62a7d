package dev.consentledger.consent.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.Erased;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a reader of the topic would hold, compared with the ledger at every step. */
final class TopicReaderModel {
  private final Map<SubjectId, List<PermittedContactPoint>> held = new HashMap<>();
  private final Map<String, PermissionMessage> told = new HashMap<>();
  private Position position = Position.START;
  private int repeats;

  /** Takes every message in order, and fails where the reader would hold what the ledger doesn't. */
  void checkAll(List<PermissionMessage> messages, LedgerModel ledger) {
    for (PermissionMessage message : messages) {
      if (message.position().isAfter(position)) {
        apply(message);
        position = message.position();
        assertThat(sorted(held))
            .as("what is permitted at %s", position)
            .isEqualTo(sorted(ledger.permittedAt(position)));
      } else {
        repeat(message);
      }
    }
  }

  private void apply(PermissionMessage message) {
    switch (message) {
      case PermissionState state -> {
        told.put(state.subject() + "@" + state.position(), state);
        if (state.contactPoints().isEmpty()) {
          held.remove(state.subject());
        } else {
          held.put(state.subject(), state.contactPoints());
        }
      }
      case Erased erased -> held.remove(erased.subject());
      case Watermark _ -> {}
    }
  }

  /** A message at a position that was told already must say the very same again. */
  private void repeat(PermissionMessage message) {
    if (message instanceof PermissionState state) {
      repeats++;
      assertThat(told.get(state.subject() + "@" + state.position())).isEqualTo(state);
    }
  }

  int repeats() {
    return repeats;
  }

  static Map<SubjectId, List<PermittedContactPoint>> sorted(
      Map<SubjectId, List<PermittedContactPoint>> permitted) {
    var sorted = new HashMap<SubjectId, List<PermittedContactPoint>>();
    permitted.forEach(
        (subject, points) ->
            sorted.put(
                subject,
                points.stream()
                    .sorted(Comparator.comparing(point -> point.id().value()))
                    .toList()));
    return sorted;
  }
}
