package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.RunId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names that files of a bundle may have, and how large each may be. Others are refused. */
public final class BundleFile {
  public static final String MANIFEST = "manifest.json";
  public static final String CHECKPOINT = "checkpoint";
  public static final String POSITIONS = "positions";
  public static final String OPENED = "opened.ndjson";
  public static final String SUBJECTS = "subjects.ndjson";
  public static final String FINDING = "finding.json";
  public static final String REPORT = "report.html";

  /** 256 entries of 65,535 bytes with their lengths. */
  private static final long ENTRY_BUNDLE_BYTES_MAX = 256 * 65_537L;

  private static final long SMALL_BYTES_MAX = 1L << 20;
  private static final long JSON_BYTES_MAX = 1L << 26;
  private static final long STREAMED_BYTES_MAX = 1L << 36;

  private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
  private static final Pattern ENTRIES = Pattern.compile("entries/" + NUMBER);
  private static final Pattern ENTRY = Pattern.compile("entry/" + NUMBER);
  private static final Pattern PROOF = Pattern.compile("proof/" + NUMBER + "\\.tlog-proof");
  private static final Pattern RUN =
      Pattern.compile("runs/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.(pairings|list)");

  private BundleFile() {}

  /** Entries {@code 256 * bundle} and on, of a complete bundle. */
  public static String entries(long bundle) {
    return "entries/" + bundle;
  }

  public static String entry(long index) {
    return "entry/" + index;
  }

  public static String proof(long index) {
    return "proof/" + index + ".tlog-proof";
  }

  public static String pairings(RunId run) {
    return "runs/" + run + ".pairings";
  }

  public static String list(RunId run) {
    return "runs/" + run + ".list";
  }

  /** The most bytes that a file of this name may have; empty where no file has this name. */
  static OptionalLong bytesMax(String name) {
    return switch (name) {
      case MANIFEST, FINDING, REPORT -> OptionalLong.of(JSON_BYTES_MAX);
      case CHECKPOINT -> OptionalLong.of(SMALL_BYTES_MAX);
      case POSITIONS, OPENED, SUBJECTS -> OptionalLong.of(STREAMED_BYTES_MAX);
      default -> bytesMaxOfNumbered(name);
    };
  }

  private static OptionalLong bytesMaxOfNumbered(String name) {
    if (ENTRIES.matcher(name).matches()) {
      return OptionalLong.of(ENTRY_BUNDLE_BYTES_MAX);
    }
    if (ENTRY.matcher(name).matches() || PROOF.matcher(name).matches()) {
      return OptionalLong.of(SMALL_BYTES_MAX);
    }
    return RUN.matcher(name).matches() ? OptionalLong.of(STREAMED_BYTES_MAX) : OptionalLong.empty();
  }

  static Optional<Long> bundleNumber(String name) {
    return number(ENTRIES, name);
  }

  static Optional<Long> entryIndex(String name) {
    return number(ENTRY, name);
  }

  static Optional<Long> proofIndex(String name) {
    return number(PROOF, name);
  }

  static Optional<RunId> runOfPairings(String name) {
    return run(name, "pairings");
  }

  static Optional<RunId> runOfList(String name) {
    return run(name, "list");
  }

  private static Optional<Long> number(Pattern shape, String name) {
    Matcher matcher = shape.matcher(name);
    return matcher.matches() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
  }

  private static Optional<RunId> run(String name, String extension) {
    Matcher matcher = RUN.matcher(name);
    return matcher.matches() && matcher.group(2).equals(extension)
        ? Optional.of(RunId.parse(matcher.group(1)))
        : Optional.empty();
  }
}
