package dev.consentledger.matching.projection;

import dev.consentledger.kernel.permission.MatchSecretVersions;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The one row that says how far the topic was read and which ordinals are free. */
@Entity(name = "CursorRow")
@Table(name = "projection_cursor")
class CursorRow {
  static final short ID = 1;

  @Id
  @Column(name = "id")
  short id;

  @Column(name = "topic_id")
  String topicId;

  @Column(name = "next_offset")
  long nextOffset;

  @Column(name = "position")
  long position;

  @Column(name = "next_grant_ordinal")
  int nextGrantOrdinal;

  @Column(name = "next_account_ordinal")
  int nextAccountOrdinal;

  @Column(name = "next_notice")
  int nextNotice;

  @Column(name = "generation")
  int generation;

  @Column(name = "sweeping")
  boolean sweeping;

  @Column(name = "erased_position")
  long erasedPosition;

  @Column(name = "match_secrets_published")
  int[] matchSecretsPublished;

  @Column(name = "match_secrets_complete")
  int[] matchSecretsComplete;

  static CursorRow of(Cursor cursor) {
    CursorRow row = new CursorRow();
    row.id = ID;
    row.topicId = cursor.topicId();
    row.nextOffset = cursor.nextOffset();
    row.position = cursor.position();
    row.nextGrantOrdinal = cursor.nextGrantOrdinal();
    row.nextAccountOrdinal = cursor.nextAccountOrdinal();
    row.nextNotice = cursor.nextNotice();
    row.generation = cursor.generation();
    row.sweeping = cursor.sweeping();
    row.erasedPosition = cursor.erasedPosition();
    row.matchSecretsPublished = PermissionRow.array(cursor.versions().published());
    row.matchSecretsComplete = PermissionRow.array(cursor.versions().complete());
    return row;
  }

  Cursor cursor() {
    return new Cursor(
        topicId,
        nextOffset,
        position,
        nextGrantOrdinal,
        nextAccountOrdinal,
        nextNotice,
        generation,
        sweeping,
        erasedPosition,
        new MatchSecretVersions(
            PermissionRow.list(matchSecretsPublished), PermissionRow.list(matchSecretsComplete)));
  }
}
