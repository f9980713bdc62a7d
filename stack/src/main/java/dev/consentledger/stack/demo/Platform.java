package dev.consentledger.stack.demo;

import static dev.consentledger.stack.demo.MadeUpContactPoint.NOTIFICATIONS;
import static dev.consentledger.stack.demo.MadeUpContactPoint.TWO_FACTOR;

import dev.consentledger.stack.demo.FictionalNumbers.Country;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * The account platform's users, made up. The same seed and number of accounts always make the same
 * people, so that a second run repeats the first one's writes. Addresses are on example.com and
 * example.org (RFC 2606), numbers are {@link FictionalNumbers}, each given once.
 */
record Platform(List<MadeUpAccount> accounts) {
  static final long SEED = 2019;

  private static final String[] FIRST = {
    "Ada", "Ben", "Chloe", "Dara", "Elif", "Femi", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Liam",
    "Mina", "Noor", "Otis", "Petra", "Quinn", "Rosa", "Sami", "Tove", "Uma", "Vera", "Wim", "Yara"
  };
  private static final String[] LAST = {
    "Abbot", "Brook", "Castle", "Dale", "Easton", "Field", "Grove", "Hill", "Ives", "Joiner",
    "Knight", "Lake", "Marsh", "North", "Oakes", "Pond", "Quill", "Ridge", "Stone", "Thorn"
  };

  // Shares in percent.
  private static final int EMAIL_PERMITTED = 35;
  private static final int WITH_PHONE = 80;
  private static final int PHONE_FOR_SECURITY = 60;
  private static final int OTHER_PHONE_PERMITTED = 70;

  static Platform of(long seed, int accounts) {
    SplittableRandom random = new SplittableRandom(seed);
    Iterator<GivenNumber> numbers = numbers(seed).iterator();
    List<MadeUpAccount> made = new ArrayList<>(accounts);
    for (int i = 0; i < accounts; i++) {
      made.add(account(i, random, numbers.next()));
    }
    return new Platform(List.copyOf(made));
  }

  private static MadeUpAccount account(int index, SplittableRandom random, GivenNumber number) {
    String first = FIRST[random.nextInt(FIRST.length)];
    String last = LAST[random.nextInt(LAST.length)];
    String domain = random.nextBoolean() ? "example.com" : "example.org";
    String address =
        "%s.%s.%d@%s"
            .formatted(
                first.toLowerCase(Locale.ROOT), last.toLowerCase(Locale.ROOT), index, domain);
    MadeUpContactPoint email =
        new MadeUpContactPoint(
            "email", false, address, NOTIFICATIONS, chance(random, EMAIL_PERMITTED));
    Optional<MadeUpContactPoint> phone =
        chance(random, WITH_PHONE) ? Optional.of(phone(random, number)) : Optional.empty();
    return new MadeUpAccount(
        "demo-%06d".formatted(index), first, last, number.country(), email, phone);
  }

  private static MadeUpContactPoint phone(SplittableRandom random, GivenNumber number) {
    return chance(random, PHONE_FOR_SECURITY)
        ? new MadeUpContactPoint("phone", true, number.e164(), TWO_FACTOR, false)
        : new MadeUpContactPoint(
            "phone", true, number.e164(), NOTIFICATIONS, chance(random, OTHER_PHONE_PERMITTED));
  }

  private static boolean chance(SplittableRandom random, int percent) {
    return random.nextInt(100) < percent;
  }

  private static List<GivenNumber> numbers(long seed) {
    List<GivenNumber> numbers = new ArrayList<>();
    for (Country country : Country.values()) {
      FictionalNumbers.of(country).forEach(e164 -> numbers.add(new GivenNumber(country, e164)));
    }
    Collections.shuffle(numbers, new Random(seed));
    return numbers;
  }

  private record GivenNumber(Country country, String e164) {}
}
