package dev.consentledger.eventstoredb;

import org.jspecify.annotations.Nullable;

/**
 * What the stand-in is like.
 *
 * @param user who may do everything; without one, everybody may
 * @param appendBytesMax the data of one append (a server's {@code MaxAppendSize})
 * @param systemEventEvery after so many appends the log writes an event of its own; 0 for never
 */
record Options(
    ServerRelease release,
    @Nullable String user,
    @Nullable String password,
    @Nullable Certificate certificate,
    int appendBytesMax,
    int systemEventEvery) {
  static final int APPEND_BYTES_MAX = 1_048_576;

  static Options standard() {
    return new Options(ServerRelease.V25_0, null, null, null, APPEND_BYTES_MAX, 3);
  }

  Options withRelease(ServerRelease wanted) {
    return new Options(wanted, user, password, certificate, appendBytesMax, systemEventEvery);
  }

  Options withCredentials(String name, String secret) {
    return new Options(release, name, secret, certificate, appendBytesMax, systemEventEvery);
  }

  Options withCertificate(Certificate own) {
    return new Options(release, user, password, own, appendBytesMax, systemEventEvery);
  }

  Options withAppendBytesMax(int bytes) {
    return new Options(release, user, password, certificate, bytes, systemEventEvery);
  }

  @Override
  public String toString() {
    return "Options[" + release + "]"; // never the password
  }
}
