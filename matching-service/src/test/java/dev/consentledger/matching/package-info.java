/** What the tests of matching-service share: the real servers, and the rules between packages. */
package dev.consentledger.matching;
