package dev.consentledger.consent.audit;

import java.util.UUID;

/** A replay that this instance runs, under its claim. */
record Running(Replay replay, UUID claim, Watch watch) {}
