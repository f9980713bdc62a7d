package dev.consentledger.matching.projection;

import dev.consentledger.kernel.purpose.NoticeVersion;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A version of a notice that a grant was given under, or that is invalid, by its number. */
@Entity(name = "NoticeRow")
@Table(name = "notice")
class NoticeRow {
  @Id
  @Column(name = "number")
  int number;

  @Column(name = "id")
  String id;

  @Column(name = "version")
  String version;

  @Column(name = "invalid_position")
  @Nullable Long invalidPosition;

  @Column(name = "rows_left")
  long rowsLeft;

  /** Rows of permission below this ordinal are deleted already. */
  @Column(name = "swept_to")
  int sweptTo;

  @Column(name = "sweep_end")
  int sweepEnd;

  static NoticeRow of(int number, NoticeVersion notice) {
    NoticeRow row = new NoticeRow();
    row.number = number;
    row.id = notice.id();
    row.version = notice.version();
    return row;
  }

  NoticeVersion notice() {
    return new NoticeVersion(id, version);
  }
}
