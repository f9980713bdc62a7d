package dev.consentledger.matching.projection;

import dev.consentledger.kernel.purpose.NoticeVersion;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that stand for versions of notices in grants, and which versions are invalid. One
 * writer, many readers.
 */
final class Notices {
  /** Stands for no notice: such a grant permits nothing once any notice is invalid. */
  static final int NONE = 0;

  private static final long VALID = -1;

  private final Map<NoticeVersion, Integer> numbers = new ConcurrentHashMap<>();
  private final Map<Integer, Long> invalid = new ConcurrentHashMap<>();

  /** Writer only. */
  void add(int number, NoticeVersion notice) {
    if (number == NONE || numbers.putIfAbsent(notice, number) != null) {
      throw new IllegalStateException("a notice's number was given out twice");
    }
  }

  /** Writer only. */
  void invalidate(int number, long position) {
    invalid.put(number, position);
  }

  /** The notice's number, or null where none was given out. */
  @Nullable Integer numberOf(NoticeVersion notice) {
    return numbers.get(notice);
  }

  boolean isInvalid(int number) {
    return invalid.getOrDefault(number, VALID) != VALID;
  }

  /** Whether a grant under this notice may permit anything. */
  boolean permits(int number) {
    return number == NONE ? invalid.isEmpty() : !isInvalid(number);
  }
}
