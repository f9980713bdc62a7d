package dev.consentledger.consent.privacy;

/** A data key under the key-encryption key of a version: 60 bytes, see {@code KeyWrap}. */
public final class WrappedKey {
  private final int version;
  private final byte[] bytes;

  public WrappedKey(int version, byte[] bytes) {
    this.version = version;
    this.bytes = bytes.clone();
  }

  public int version() {
    return version;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public String toString() {
    return "WrappedKey(version " + version + ")";
  }
}
