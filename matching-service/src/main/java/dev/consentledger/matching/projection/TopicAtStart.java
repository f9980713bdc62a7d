package dev.consentledger.matching.projection;

/**
 * The permissions topic when a reader starts: its first offset, and the one after its last.
 *
 * @param topicId Kafka's own id of the topic
 */
record TopicAtStart(String topicId, long beginOffset, long endOffset) {}
