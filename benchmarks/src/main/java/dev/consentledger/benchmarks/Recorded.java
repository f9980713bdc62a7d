package dev.consentledger.benchmarks;

import java.util.Map;

/** An outcome with where, when and how it was measured: what the raw file holds. */
record Recorded(
    String name, String command, String day, Map<String, String> machine, Outcome outcome) {}
