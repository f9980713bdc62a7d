package dev.consentledger.eventstoredb;

import com.google.protobuf.ByteString;
import dev.consentledger.eventstoredb.Recorded.Proposed;
import io.kurrent.dbclient.proto.shared.Shared;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.AppendReq;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.ReadResp;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.ReadResp.ReadEvent;
import java.time.Instant;
import java.util.UUID;

/** Between the log and the protocol's messages. */
final class Wire {
  private static final long TICK_NANOS = 100;
  private static final long TICKS_PER_SECOND = 1_000_000_000 / TICK_NANOS;
  private static final long NO_POSITION = -1; // unsigned: the greatest

  private Wire() {}

  static Proposed proposed(AppendReq.ProposedMessage message) {
    return new Proposed(
        uuid(message.getId()),
        message.getMetadataOrThrow("type"),
        message.getMetadataOrThrow("content-type"),
        message.getData(),
        message.getCustomMetadata());
  }

  /** An event as a read or a subscription gives it. */
  static ReadResp event(Recorded recorded, boolean withPosition) {
    long position = withPosition ? recorded.position() : NO_POSITION;
    var event =
        ReadEvent.RecordedEvent.newBuilder()
            .setId(uuid(recorded.id()))
            .setStreamIdentifier(identifier(recorded.stream()))
            .setStreamRevision(recorded.revision())
            .setCommitPosition(position)
            .setPreparePosition(position)
            .putMetadata("type", recorded.type())
            .putMetadata("content-type", recorded.contentType())
            .putMetadata("created", Long.toString(ticks(recorded.created())))
            .setData(recorded.data())
            .setCustomMetadata(recorded.metadata());
    var read = ReadEvent.newBuilder().setEvent(event);
    if (withPosition) {
      read.setCommitPosition(recorded.position());
    } else {
      read.setNoPosition(empty());
    }
    return ReadResp.newBuilder().setEvent(read).build();
  }

  static ReadResp checkpoint(long position) {
    return ReadResp.newBuilder()
        .setCheckpoint(
            ReadResp.Checkpoint.newBuilder()
                .setCommitPosition(position)
                .setPreparePosition(position))
        .build();
  }

  static ReadResp caughtUp() {
    return ReadResp.newBuilder().setCaughtUp(ReadResp.CaughtUp.getDefaultInstance()).build();
  }

  static ReadResp fellBehind() {
    return ReadResp.newBuilder().setFellBehind(ReadResp.FellBehind.getDefaultInstance()).build();
  }

  static Shared.StreamIdentifier identifier(String stream) {
    return Shared.StreamIdentifier.newBuilder()
        .setStreamName(ByteString.copyFromUtf8(stream))
        .build();
  }

  static Shared.Empty empty() {
    return Shared.Empty.getDefaultInstance();
  }

  static UUID uuid(Shared.UUID id) {
    return id.hasStructured()
        ? new UUID(
            id.getStructured().getMostSignificantBits(),
            id.getStructured().getLeastSignificantBits())
        : UUID.fromString(id.getString());
  }

  static Shared.UUID uuid(UUID id) {
    return Shared.UUID
        .newBuilder()
        .setStructured(
            Shared.UUID
                .Structured
                .newBuilder()
                .setMostSignificantBits(id.getMostSignificantBits())
                .setLeastSignificantBits(id.getLeastSignificantBits()))
        .build();
  }

  private static long ticks(Instant instant) {
    return instant.getEpochSecond() * TICKS_PER_SECOND + instant.getNano() / TICK_NANOS;
  }
}
