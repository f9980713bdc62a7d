package dev.consentledger.kernel.event;

/** The business that builds an audience: the {@code sub} of its token, 1 to 128 characters. */
public record AdvertiserId(String value) {
  public AdvertiserId {
    if (value.isEmpty() || value.length() > 128) {
      throw new IllegalArgumentException("an advertiser's id has 1 to 128 characters");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
