package dev.consentledger.consent.rights;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Receipts of what a person granted and ended. */
@ConfigMapping(prefix = "consentledger.receipts")
public interface ReceiptSettings {
  String KEY_FILE = "consentledger.receipts.signing-key-file";

  /**
   * The keys that sign receipts: a JWK Set (RFC 7517) of Ed25519 private keys (RFC 8037), mode
   * 0600. The last one signs; all of their public halves are served, so that older receipts still
   * verify. Without the file no receipt is signed, and receipts as JWT answer 503.
   */
  Optional<Path> signingKeyFile();
}
