package dev.consentledger.kernel.purpose;

/** One version of a notice, in every locale: what is invalidated as a whole. */
public record NoticeVersion(String id, String version) {}
