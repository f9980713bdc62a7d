package dev.consentledger.stack.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * An advertiser's customer list in a template that advertisers use, made from some of the
 * platform's accounts and from strangers. It remembers what each entry names, which is how the demo
 * knows the right answer.
 */
record AdvertiserList(String csv, List<Entry> entries) {
  /** What one row names: nothing of the platform, for a stranger. */
  record Entry(Optional<MadeUpAccount> account, boolean email, boolean phone) {
    private boolean names(MadeUpContactPoint contactPoint) {
      return contactPoint.isPhone() ? phone : email;
    }

    /** Whether the entry names a contact point of which list matching is permitted. */
    boolean isPermitted() {
      return account.stream()
          .flatMap(MadeUpAccount::contactPoints)
          .anyMatch(contactPoint -> names(contactPoint) && contactPoint.permitted());
    }

    /** Whether all that it names of the platform is a number given for two-factor security. */
    boolean namesOnlySecurityNumber() {
      List<MadeUpContactPoint> named =
          account.stream().flatMap(MadeUpAccount::contactPoints).filter(this::names).toList();
      return !named.isEmpty() && named.stream().allMatch(MadeUpContactPoint::isForSecurityAlone);
    }
  }

  // Shares in percent.
  private static final int CUSTOMERS = 60;
  private static final int BY_EMAIL = 35;
  private static final int BY_PHONE = 40; // the rest gave the shop both
  private static final int STRANGERS = 15;

  /** Google Customer Match's template: two columns each for addresses and numbers, in the clear. */
  static AdvertiserList customerMatch(Platform platform, long seed) {
    StringBuilder csv =
        new StringBuilder("Email,Email,Phone,Phone,First Name,Last Name,Country,Zip\n");
    SplittableRandom random = new SplittableRandom(seed);
    List<Entry> entries = entries(platform, random);
    for (Entry entry : entries) {
      String email = entry.email() ? untidy(emailOf(entry, random), random) : "";
      String phone = entry.phone() ? spaced(phoneOf(entry)) : "";
      boolean second = random.nextInt(4) == 0;
      csv.append(second ? ",%s,,%s".formatted(email, phone) : "%s,,%s,".formatted(email, phone));
      csv.append(entry.account().map(AdvertiserList::tail).orElse(",Sam,Stranger,US,00000"));
      csv.append('\n');
    }
    return new AdvertiserList(csv.toString(), entries);
  }

  /** Meta's template with hashed values: hex for addresses, and digits without + for numbers. */
  static AdvertiserList hashedCustomers(Platform platform, long seed) {
    StringBuilder csv = new StringBuilder("email,phone,fn,ln,country\n");
    SplittableRandom random = new SplittableRandom(seed);
    List<Entry> entries = entries(platform, random);
    for (Entry entry : entries) {
      csv.append(entry.email() ? hashed(emailOf(entry, random), random) : "").append(',');
      csv.append(entry.phone() ? hashed(phoneOf(entry).substring(1), random) : "");
      csv.append(",,,").append('\n');
    }
    return new AdvertiserList(csv.toString(), entries);
  }

  private static List<Entry> entries(Platform platform, SplittableRandom random) {
    List<Entry> entries = new ArrayList<>();
    for (MadeUpAccount account : platform.accounts()) {
      if (random.nextInt(100) < STRANGERS) {
        entries.add(new Entry(Optional.empty(), true, false));
      }
      if (random.nextInt(100) >= CUSTOMERS) {
        continue;
      }
      int way = random.nextInt(100);
      boolean hasPhone = account.phone().isPresent();
      boolean phone = hasPhone && way >= BY_EMAIL;
      boolean email = !phone || way >= BY_EMAIL + BY_PHONE;
      entries.add(new Entry(Optional.of(account), email, phone));
    }
    return entries;
  }

  private static String emailOf(Entry entry, SplittableRandom random) {
    return entry
        .account()
        .map(account -> account.email().value())
        .orElseGet(() -> "stranger.%d@example.net".formatted(random.nextInt(1_000_000_000)));
  }

  private static String phoneOf(Entry entry) {
    return entry.account().flatMap(MadeUpAccount::phone).orElseThrow().value();
  }

  /** As people type: capitals, spaces around. */
  private static String untidy(String email, SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> email.toUpperCase(Locale.ROOT);
      case 1 -> "  " + email + " ";
      default -> email;
    };
  }

  private static String spaced(String e164) {
    int length = e164.length();
    return e164.substring(0, length - 7)
        + " "
        + e164.substring(length - 7, length - 4)
        + "-"
        + e164.substring(length - 4);
  }

  private static String tail(MadeUpAccount account) {
    return ",%s,%s,%s,00000".formatted(account.firstName(), account.lastName(), account.country());
  }

  private static String hashed(String form, SplittableRandom random) {
    byte[] digest = sha256(form);
    return switch (random.nextInt(3)) {
      case 0 -> HexFormat.of().withUpperCase().formatHex(digest);
      case 1 -> Base64.getEncoder().encodeToString(digest);
      default -> HexFormat.of().formatHex(digest);
    };
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
