package dev.consentledger.matching.projection;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** An account with or once with a permitted contact point. Erasure alone deletes it. */
@Entity(name = "AccountRow")
@Table(name = "account")
class AccountRow {
  @Id
  @Column(name = "ordinal")
  int ordinal;

  @Column(name = "subject")
  UUID subject;

  @Column(name = "account")
  String account;

  @Column(name = "generation")
  int generation;
}
