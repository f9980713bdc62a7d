package dev.consentledger.kernel.event;

/** A fact that the ledger keeps. Each kind has its own streams. */
public sealed interface LedgerEvent permits SubjectEvent, AudienceEvent, NoticeEvent, AuditEvent {}
