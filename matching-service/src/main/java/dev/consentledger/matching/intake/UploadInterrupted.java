package dev.consentledger.matching.intake;

import java.io.IOException;

/** The body broke off before its end: the connection went away or was silent for too long. */
public final class UploadInterrupted extends IOException {
  private static final long serialVersionUID = 1L;

  UploadInterrupted(IOException cause) {
    super("the upload broke off", cause);
  }
}
