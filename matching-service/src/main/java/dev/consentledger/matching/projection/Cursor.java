package dev.consentledger.matching.projection;

import dev.consentledger.kernel.permission.MatchSecretVersions;

/**
 * How far the topic was read.
 *
 * @param topicId Kafka's own id of the topic, another one when it is made anew
 * @param generation counts the readings of the topic from its beginning
 * @param sweeping whether rows of earlier generations may still be there
 * @param nextNotice the number that the next new notice gets
 * @param erasedPosition of the last erasure that was told, or 0
 * @param versions of the match secret, as the topic told them last
 */
record Cursor(
    String topicId,
    long nextOffset,
    long position,
    int nextGrantOrdinal,
    int nextAccountOrdinal,
    int nextNotice,
    int generation,
    boolean sweeping,
    long erasedPosition,
    MatchSecretVersions versions) {

  static Cursor atBeginningOf(TopicAtStart topic) {
    return new Cursor(
        topic.topicId(), topic.beginOffset(), 0, 0, 0, 1, 1, false, 0, MatchSecretVersions.NONE);
  }

  /** Whether what comes next in the topic is what comes next for this cursor. */
  boolean continues(TopicAtStart topic) {
    return topicId.equals(topic.topicId())
        && nextOffset >= topic.beginOffset()
        && nextOffset <= topic.endOffset();
  }

  /**
   * Whether another instance, going on from that cursor, came to this one. What it stored follows
   * from the topic alone, unless one of the two belongs to a rebuild, whose ordinals come from
   * older rows.
   */
  boolean isAheadOf(Cursor other) {
    return topicId.equals(other.topicId)
        && generation == other.generation
        && !sweeping
        && !other.sweeping
        && nextOffset > other.nextOffset;
  }

  /** Reads the topic again from its beginning; the ordinals that were given out stay so. */
  Cursor rebuilding(TopicAtStart topic) {
    return new Cursor(
        topic.topicId(),
        topic.beginOffset(),
        0,
        nextGrantOrdinal,
        nextAccountOrdinal,
        nextNotice,
        generation + 1,
        true,
        0,
        MatchSecretVersions.NONE);
  }

  Cursor swept() {
    return new Cursor(
        topicId,
        nextOffset,
        position,
        nextGrantOrdinal,
        nextAccountOrdinal,
        nextNotice,
        generation,
        false,
        erasedPosition,
        versions);
  }
}
