package dev.consentledger.consent.decision;

import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.purpose.Notice;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a notice's events add up to.
 *
 * @param versions by their name, in the order in which they were first registered
 */
public record NoticeState(Map<String, Version> versions) {
  /** Before the first event: no text is known. */
  public static final NoticeState EMPTY = new NoticeState(Map.of());

  public NoticeState {
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
  }

  /** One registered text. */
  public record Text(Notice notice, Moment registered) {}

  /** That a version counts no more, since this moment. */
  public record Invalidation(NoticeInvalidated order, Moment moment) {}

  /**
   * One version.
   *
   * @param texts by their locale, in the order in which they were registered
   */
  public record Version(Map<String, Text> texts, Optional<Invalidation> invalidation) {
    static final Version NONE = new Version(Map.of(), Optional.empty());

    public Version {
      texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    public Optional<Text> text(String locale) {
      return Optional.ofNullable(texts.get(locale));
    }

    Version with(Text text) {
      var changed = new LinkedHashMap<>(texts);
      changed.put(text.notice().locale(), text);
      return new Version(changed, invalidation);
    }
  }

  public Optional<Version> version(String name) {
    return Optional.ofNullable(versions.get(name));
  }

  /** That this version counts no more. */
  public Optional<Invalidation> invalidation(String name) {
    return version(name).flatMap(Version::invalidation);
  }

  /** Whether a grant may name this notice of these. */
  public NoticeStanding standingOf(Notice notice) {
    Optional<Version> version = version(notice.version());
    if (version.flatMap(Version::invalidation).isPresent()) {
      return NoticeStanding.INVALID;
    }
    return version
        .flatMap(known -> known.text(notice.locale()))
        .map(text -> text.notice().equals(notice) ? NoticeStanding.STANDS : NoticeStanding.DIFFERS)
        .orElse(NoticeStanding.UNKNOWN);
  }

  NoticeState with(String name, Version version) {
    var changed = new LinkedHashMap<>(versions);
    changed.put(name, version);
    return new NoticeState(changed);
  }
}
