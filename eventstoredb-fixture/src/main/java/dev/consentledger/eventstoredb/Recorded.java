package dev.consentledger.eventstoredb;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.UUID;

/**
 * One event in the transaction log.
 *
 * @param position where its record begins in the log; a single event's commit and prepare position
 *     are the same
 */
record Recorded(
    long position,
    String stream,
    long revision,
    UUID id,
    String type,
    String contentType,
    ByteString data,
    ByteString metadata,
    Instant created) {

  /** The mark that a hard delete leaves in the stream, after which there is no revision. */
  static final String STREAM_DELETED = "$streamDeleted";

  static final long REVISION_OF_TOMBSTONE = Long.MAX_VALUE;

  /** An event on its way into the log. */
  record Proposed(UUID id, String type, String contentType, ByteString data, ByteString metadata) {}
}
