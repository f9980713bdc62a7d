package dev.consentledger.gateway.routes;

import static dev.consentledger.gateway.identity.Access.ANY_GROUP;
import static dev.consentledger.gateway.identity.Access.OPEN;
import static dev.consentledger.gateway.identity.Access.either;
import static dev.consentledger.gateway.identity.Access.only;
import static dev.consentledger.gateway.identity.Group.ADVERTISER;
import static dev.consentledger.gateway.identity.Group.AUDITOR;
import static dev.consentledger.gateway.identity.Group.CONSENT_READER;
import static dev.consentledger.gateway.identity.Group.CONSENT_WRITER;
import static dev.consentledger.gateway.identity.Group.DELIVERY;
import static dev.consentledger.gateway.limits.Traffic.ANSWER_STREAM;
import static dev.consentledger.gateway.limits.Traffic.IMPORT;
import static dev.consentledger.gateway.limits.Traffic.LIST;
import static dev.consentledger.gateway.limits.Traffic.ORDINARY;
import static dev.consentledger.gateway.routes.Upstream.CONSENT;
import static dev.consentledger.gateway.routes.Upstream.MATCHING;
import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import dev.consentledger.gateway.identity.Access;
import dev.consentledger.gateway.limits.Traffic;
import dev.consentledger.gateway.routes.Found.Nothing;
import dev.consentledger.gateway.routes.Found.OtherMethods;
import dev.consentledger.gateway.routes.Found.Served;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the gateway serves. A call is served if and only if it has a line here; the
 * services' own {@code /internal/**} and {@code /q/**} have none.
 */
final class RouteTable {

  private static final String ACCOUNT = "/v1/accounts/{account}";
  private static final String CONTACT_POINT = ACCOUNT + "/contact-points/{contactPoint}";
  private static final String GRANT = CONTACT_POINT + "/grants/{purpose}";
  private static final String NOTICE = "/v1/notices/{notice}";
  private static final String NOTICE_VERSION = NOTICE + "/versions/{version}";
  private static final String AUDIENCE = "/v1/audiences/{audience}";
  private static final String RUN = AUDIENCE + "/runs/{run}";

  static final List<Route> ROUTES =
      List.of(
          route(PUT, CONTACT_POINT, CONSENT, only(CONSENT_WRITER), ORDINARY),
          route(DELETE, CONTACT_POINT, CONSENT, only(CONSENT_WRITER), ORDINARY),
          route(PUT, GRANT, CONSENT, only(CONSENT_WRITER), ORDINARY),
          route(DELETE, GRANT, CONSENT, only(CONSENT_WRITER), ORDINARY),
          route(DELETE, ACCOUNT, CONSENT, only(CONSENT_WRITER), ORDINARY),
          route(DELETE, ACCOUNT + "/grants", CONSENT, only(CONSENT_WRITER), ORDINARY),
          route(PUT, ACCOUNT + "/signals/{signal}", CONSENT, only(CONSENT_WRITER), ORDINARY),
          route(POST, "/v1/accounts:import", CONSENT, only(CONSENT_WRITER), IMPORT),
          route(GET, "/v1/accounts/{account}/consents", CONSENT, only(CONSENT_READER), ORDINARY),
          route(
              GET, "/v1/accounts/{account}/history", CONSENT, only(CONSENT_READER), ANSWER_STREAM),
          route(GET, NOTICE, CONSENT, either(CONSENT_READER, AUDITOR), ORDINARY),
          route(GET, NOTICE_VERSION, CONSENT, either(CONSENT_READER, AUDITOR), ORDINARY),
          route(PUT, NOTICE_VERSION, CONSENT, only(CONSENT_WRITER), ORDINARY),
          route(POST, NOTICE_VERSION + ":invalidate", CONSENT, only(AUDITOR), ORDINARY),
          route(GET, ACCOUNT + "/report", CONSENT, only(CONSENT_READER), ANSWER_STREAM),
          route(GET, ACCOUNT + "/receipts", CONSENT, only(CONSENT_READER), ORDINARY),
          route(GET, ACCOUNT + "/receipts/{position}", CONSENT, only(CONSENT_READER), ORDINARY),
          route(GET, "/v1/receipt-keys", CONSENT, OPEN, ORDINARY),
          route(GET, "/v1/ledger/head", CONSENT, ANY_GROUP, ORDINARY),
          route(GET, "/v1/audit/**", CONSENT, only(AUDITOR), ANSWER_STREAM),
          route(POST, "/v1/audit/**", CONSENT, only(AUDITOR), ANSWER_STREAM),
          route(DELETE, "/v1/audit/**", CONSENT, only(AUDITOR), ORDINARY),
          route(GET, "/log/**", CONSENT, only(AUDITOR), ANSWER_STREAM),
          route(POST, "/v1/audiences", MATCHING, only(ADVERTISER), ORDINARY),
          route(GET, AUDIENCE, MATCHING, only(ADVERTISER), ORDINARY),
          route(DELETE, AUDIENCE, MATCHING, only(ADVERTISER), ORDINARY),
          route(POST, AUDIENCE + "/lists", MATCHING, only(ADVERTISER), LIST),
          route(GET, RUN, MATCHING, only(ADVERTISER), ORDINARY),
          route(GET, RUN + "/progress", MATCHING, only(ADVERTISER), ANSWER_STREAM),
          route(GET, AUDIENCE + "/members", MATCHING, only(DELIVERY), ANSWER_STREAM),
          route(POST, AUDIENCE + "/members:contains", MATCHING, only(DELIVERY), ORDINARY),
          elsewhere("/openapi/consent", CONSENT, "/q/openapi"),
          elsewhere("/openapi/matching", MATCHING, "/q/openapi"));

  private RouteTable() {}

  static Found find(HttpMethod method, RequestPath path) {
    List<Route> here = ROUTES.stream().filter(route -> route.template().matches(path)).toList();
    Optional<Route> served = here.stream().filter(route -> route.method().equals(method)).findAny();
    if (served.isPresent()) {
      return new Served(served.get());
    }
    return here.isEmpty()
        ? new Nothing()
        : new OtherMethods(here.stream().map(Route::method).toList());
  }

  private static Route route(
      HttpMethod method, String template, Upstream upstream, Access access, Traffic traffic) {
    return new Route(
        method, PathTemplate.of(template), upstream, access, traffic, Optional.empty());
  }

  private static Route elsewhere(String template, Upstream upstream, String path) {
    return new Route(GET, PathTemplate.of(template), upstream, OPEN, ORDINARY, Optional.of(path));
  }
}
