/**
 * Pages and dashboards that must say what the code does: they are made from it, or held against it.
 */
@NullMarked
package dev.consentledger.stack.pages;

import org.jspecify.annotations.NullMarked;
