package dev.consentledger.kernel.proof;

/** The signature types of C2SP signed-note that we read and write. */
public enum KeyType {
  /** A log's own signature: Ed25519 over the note's text. */
  ED25519(0x01),
  /**
   * A witness's timestamped Ed25519 cosignature (C2SP tlog-cosignature, {@code cosignature/v1}).
   */
  COSIGNATURE_V1(0x04);

  private final byte code;

  KeyType(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  static KeyType ofCode(byte code) {
    for (KeyType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new ProofException("unknown type of key");
  }
}
