package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.permission.PermissionCodec;
import dev.consentledger.kernel.permission.PermissionCodec.TopicRecord;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** From the topic's records to messages. What it can't read it never skips. */
final class TopicReader {
  /**
   * Named so that an index can count a grant's keys in a byte; kernel makes at most four a version.
   */
  static final int MATCH_KEYS_MAX = 100;

  private TopicReader() {}

  /** A message with its place in the topic. */
  record Told(long offset, long timestampMillis, PermissionMessage message) {}

  /**
   * The messages up to the first unreadable record.
   *
   * @param unreadableOffset that record's offset, or null where all were readable
   */
  record Reading(List<Told> told, @Nullable Long unreadableOffset) {}

  /**
   * @param oldest the version of match keys that tell none
   */
  static Reading read(Iterable<ConsumerRecord<String, String>> records, IntSupplier oldest) {
    List<Told> told = new ArrayList<>();
    for (ConsumerRecord<String, String> one : records) {
      try {
        told.add(new Told(one.offset(), one.timestamp(), message(one, oldest)));
      } catch (JsonException | IllegalArgumentException _) {
        return new Reading(told, one.offset());
      }
    }
    return new Reading(told, null);
  }

  private static PermissionMessage message(ConsumerRecord<String, String> one, IntSupplier oldest) {
    Header position = one.headers().lastHeader(PermissionCodec.POSITION_HEADER);
    if (one.key() == null || position == null || position.value() == null) {
      throw new JsonException("a record without key or position");
    }
    long value = Long.parseLong(new String(position.value(), StandardCharsets.US_ASCII));
    PermissionMessage message =
        PermissionCodec.decode(
            new TopicRecord(one.key(), one.value(), new Position(value)), oldest);
    if (message instanceof PermissionState state) {
      requireSound(state, value);
    }
    return message;
  }

  /** A grant's position names it, so no state holds one twice, and none is younger than itself. */
  private static void requireSound(PermissionState state, long position) {
    HashSet<Position> grants = new HashSet<>();
    for (PermittedContactPoint point : state.contactPoints()) {
      List<MatchKey> keys = point.matchKeys().keys();
      if (!grants.add(point.grantedAt())
          || point.grantedAt().isAfter(state.position())
          || keys.size() > MATCH_KEYS_MAX
          || new HashSet<>(keys).size() != keys.size()) {
        throw new JsonException("a state that contradicts itself");
      }
    }
    if (state.position().value() != position) {
      throw new JsonException("a state and its header name different positions");
    }
  }
}
