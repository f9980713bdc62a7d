package dev.consentledger.eventstoredb;

/** A server's age, as far as a client can tell it from the protocol. */
public enum ServerRelease {
  /** Tells no features, no positions in stream reads, nobody that they caught up. */
  V20_6("20.6.1.0", false, false, false),
  /** Tells positions in stream reads. */
  V22_10("22.10.0.0", true, true, false),
  /** Tells a subscription that it has caught up, and that it fell behind. */
  V25_0("25.0.0.0", true, true, true);

  private final String version;
  private final boolean tellsFeatures;
  private final boolean tellsPositionsInStreams;
  private final boolean tellsCaughtUp;

  ServerRelease(
      String version,
      boolean tellsFeatures,
      boolean tellsPositionsInStreams,
      boolean tellsCaughtUp) {
    this.version = version;
    this.tellsFeatures = tellsFeatures;
    this.tellsPositionsInStreams = tellsPositionsInStreams;
    this.tellsCaughtUp = tellsCaughtUp;
  }

  String version() {
    return version;
  }

  boolean tellsFeatures() {
    return tellsFeatures;
  }

  boolean tellsPositionsInStreams() {
    return tellsPositionsInStreams;
  }

  boolean tellsCaughtUp() {
    return tellsCaughtUp;
  }

  /** Before this, a wrong expected version was an error with trailers rather than an answer. */
  boolean answersWrongExpectedVersion() {
    return tellsFeatures;
  }
}
