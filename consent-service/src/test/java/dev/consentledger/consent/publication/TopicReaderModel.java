package dev.consentledger.consent.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.Erased;
import dev.consentledger.kernel.permission.PermissionMessage.NoticeInvalid;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a reader of the topic would hold, compared with the ledger at every step. */
final class TopicReaderModel {
  private final Map<SubjectId, List<PermittedContactPoint>> held = new HashMap<>();
  private final Map<String, PermissionState> told = new HashMap<>();
  private Position position = Position.START;
  private MatchSecretVersions versions = MatchSecretVersions.NONE;
  private int repeats;

  /**
   * Takes every message in order, and fails where the reader would hold what the ledger doesn't, or
   * other keys than it was told to be there.
   */
  void checkAll(List<PermissionMessage> messages, LedgerModel ledger) {
    for (PermissionMessage message : messages) {
      if (message instanceof Watermark watermark) {
        versions = watermark.versions();
      }
      boolean isRepeat = isRepeat(message);
      if (message.position().isAtLeast(position)) {
        apply(message);
        position = message.position();
        assertSame(held, ledger.permittedAt(position));
      } else {
        assertThat(message instanceof PermissionState && !isRepeat)
            .as("a state of the past that was not told")
            .isFalse();
      }
      assertVersions();
    }
  }

  /** A message at a position that was told already must say the very same again. */
  private boolean isRepeat(PermissionMessage message) {
    if (!(message instanceof PermissionState state)) {
      return false;
    }
    PermissionState before = told.put(state.subject() + "@" + state.position(), state);
    if (before == null) {
      return false;
    }
    repeats++;
    assertThat(grants(state.contactPoints()).keySet())
        .isEqualTo(grants(before.contactPoints()).keySet());
    return true;
  }

  private void apply(PermissionMessage message) {
    switch (message) {
      case PermissionState state -> {
        if (state.contactPoints().isEmpty()) {
          held.remove(state.subject());
        } else {
          held.put(state.subject(), state.contactPoints());
        }
      }
      case Erased erased -> held.remove(erased.subject());
      case NoticeInvalid invalid -> {
        held.replaceAll((_, points) ->
            points.stream()
                .filter(point -> !point.notice().equals(Optional.of(invalid.notice())))
                .toList());
        held.values().removeIf(List::isEmpty);
      }
      case Watermark _ -> {}
    }
  }

  /** What watermarks tell holds for every state at every place in the topic. */
  private void assertVersions() {
    held.values().stream()
        .flatMap(List::stream)
        .forEach(point ->
            assertThat(point.matchKeys().versions())
                .as("versions at %s", position)
                .containsAll(versions.complete())
                .isSubsetOf(versions.published()));
  }

  MatchSecretVersions versions() {
    return versions;
  }

  int repeats() {
    return repeats;
  }

  /** Whether the same contact points are permitted, each with the right keys of its versions. */
  static void assertSame(
      Map<SubjectId, List<PermittedContactPoint>> actual,
      Map<SubjectId, List<PermittedContactPoint>> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    actual.forEach((subject, points) -> {
      Map<Position, PermittedContactPoint> byGrant = grants(expected.get(subject));
      assertThat(grants(points).keySet()).isEqualTo(byGrant.keySet());
      for (PermittedContactPoint point : points) {
        PermittedContactPoint right = byGrant.get(point.grantedAt());
        assertThat(point.id()).isEqualTo(right.id());
        for (int version : point.matchKeys().versions()) {
          assertThat(point.matchKeys().of(version)).isEqualTo(right.matchKeys().of(version));
        }
      }
    });
  }

  private static Map<Position, PermittedContactPoint> grants(List<PermittedContactPoint> points) {
    return points.stream()
        .collect(Collectors.toMap(PermittedContactPoint::grantedAt, Function.identity()));
  }
}
