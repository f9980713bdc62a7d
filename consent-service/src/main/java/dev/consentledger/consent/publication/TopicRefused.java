package dev.consentledger.consent.publication;

import dev.consentledger.consent.leader.TermTrouble;

/** The topic is not one that permissions may be published to. Its message says what to change. */
final class TopicRefused extends TermTrouble {
  private static final long serialVersionUID = 1L;

  TopicRefused(String topic, String why) {
    super("nothing is published to the topic " + topic + ": " + why);
  }
}
