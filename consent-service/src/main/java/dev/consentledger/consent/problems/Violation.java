package dev.consentledger.consent.problems;

/** What is wrong with one field. The message never repeats the field's value. */
public record Violation(String field, String message) {}
