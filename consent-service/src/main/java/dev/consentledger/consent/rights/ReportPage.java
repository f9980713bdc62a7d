package dev.consentledger.consent.rights;

import dev.consentledger.consent.rights.AccessReport.Grant;
import dev.consentledger.consent.rights.AccessReport.Member;
import dev.consentledger.consent.rights.AccessReport.Point;
import dev.consentledger.consent.rights.AccessReport.Shown;
import dev.consentledger.consent.rights.AccessReport.Use;
import dev.consentledger.consent.rights.AccessReport.Withdrawal;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.purpose.Purpose;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The report as a page that a person reads or prints: in plain words, without ids in the way, and
 * without anything that would be fetched from elsewhere.
 */
final class ReportPage {
  /** The page runs nothing and fetches nothing; its one style sheet is its own. */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm", Locale.UK).withZone(ZoneOffset.UTC);
  private static final String CSS =
      """
      :root{color-scheme:light}
      body{font:1rem/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;margin:0 auto;\
      max-width:60rem;padding:1.5rem}
      h1{font-size:1.8rem;line-height:1.2;margin:0 0 .5rem}
      h2{font-size:1.25rem;margin:2.2rem 0 .4rem;border-top:2px solid #1a1a1a;padding-top:.8rem}
      p{margin:.4rem 0;max-width:44rem}
      .wide{overflow-x:auto}
      table{border-collapse:collapse;width:100%;margin:.8rem 0}
      caption{text-align:left;font-weight:600;padding:.3rem 0}
      th,td{text-align:left;vertical-align:top;padding:.45rem .8rem .45rem 0;\
      border-bottom:1px solid #b5b5b5}
      thead th{border-bottom:2px solid #4d4d4d}
      tbody th{font-weight:600}
      dt{font-weight:600;margin-top:.5rem}
      dd{margin:0}
      .on{font-weight:600}
      .quiet{color:#4d4d4d}
      a{color:#0b4a9e}
      @media print{body{padding:0;font-size:10pt}h2{break-after:avoid}tr{break-inside:avoid}\
      a{color:inherit}}
      """;

  private final AccessReport report;
  private final Html html = new Html();

  private ReportPage(AccessReport report) {
    this.report = report;
  }

  static String of(AccessReport report) {
    return new ReportPage(report).page();
  }

  private String page() {
    html.open("html", "lang", "en").open("head");
    html.open("meta", "charset", "utf-8");
    html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.open("meta", "name", "robots", "content", "noindex");
    html.element("title", "What we hold about you");
    html.style(CSS).close("head").open("body").open("main");
    heading();
    contactPoints();
    grants();
    withdrawals();
    signals();
    audiences();
    notices();
    processing();
    html.close("main");
    foot();
    return html.close("body").close("html").page();
  }

  private void heading() {
    html.element("h1", "What we hold about you");
    html.open("p").text("Your access report from ");
    html.open("strong").text(report.controller().name()).inlineClose("strong");
    html.text(", made on ");
    time(report.at(), MINUTE);
    html.text(" (times in this report are UTC).").close("p");
    html.element(
        "p",
        "It says which of your addresses and numbers we keep, what each was collected for, what you"
            + " allowed and stopped, and in which advertisers' audiences you were. The addresses and"
            + " numbers themselves are not in it: we keep a locked fingerprint of each, not the"
            + " address or number.");
  }

  private void contactPoints() {
    html.element("h2", "Your addresses and numbers");
    table(
        "Each address or number that you gave us",
        List.of("What", "Collected for", "Added", "Removed"),
        report.contactPoints(),
        "You gave us none.",
        point -> {
          html.element("th", sentence(kind(point.kind())), "scope", "row");
          html.element("td", words(point.collectedFor()));
          moment(point.registered());
          moment(point.removed(), "Still kept");
        });
  }

  private void grants() {
    html.element("h2", "What you allowed");
    table(
        "Each time that you allowed a use, oldest first",
        List.of("Use", "Of which", "Allowed", "Where", "Now"),
        report.grants(),
        "You allowed nothing beyond what each address or number was collected for.",
        grant -> {
          html.element("th", sentence(grant.purpose().inWords()), "scope", "row");
          html.element("td", point(grant.contactPoint(), grant.kind(), grant.granted()));
          html.open("td");
          time(grant.granted(), MINUTE);
          html.close("td");
          html.element("td", grant.context() + " (" + grant.method() + ")");
          state(grant);
        });
  }

  private void state(Grant grant) {
    html.open("td", "class", grant.state().equals("active") ? "on" : "quiet");
    html.text(
        switch (grant.state()) {
          case "active" -> "Allowed";
          case "overridden" -> "Set aside while your privacy signal is on";
          case "notice_invalid" -> "No longer counts: the notice was declared invalid";
          case "withdrawn" -> "You stopped it";
          case "expired" -> "Its time was over";
          case "ended_by_removal" -> "Ended when the address or number was removed";
          case "replaced" -> "Replaced by a newer one";
          default -> throw new IllegalStateException("no state of a grant: " + grant.state());
        });
    if (grant.ended() != null) {
      html.text(", ");
      time(grant.ended().time(), MINUTE);
    } else if (grant.expiresAt() != null) {
      html.text(grant.state().equals("active") ? " until " : ", ");
      time(grant.expiresAt(), MINUTE);
    }
    html.close("td");
  }

  private void withdrawals() {
    html.element("h2", "What was stopped");
    table(
        "Each time that something you had allowed was stopped, oldest first",
        List.of("What happened", "Use", "When"),
        report.withdrawals(),
        "Nothing was stopped.",
        withdrawal -> {
          html.element("th", happened(withdrawal), "scope", "row");
          html.element("td", words(withdrawal.purposes()));
          moment(withdrawal.moment());
        });
  }

  private static String happened(Withdrawal withdrawal) {
    return switch (withdrawal.kind()) {
      case "withdrawn" -> "You stopped it";
      case "removed" -> "The address or number was removed";
      case "expired" -> "Its time was over";
      case "signal_on" -> "Your privacy signal was turned on";
      default -> throw new IllegalStateException("no kind of withdrawal: " + withdrawal.kind());
    };
  }

  private void signals() {
    html.element("h2", "Your privacy signals");
    table(
        "Each time that a signal of yours was turned on or off",
        List.of("Signal", "Turned", "When"),
        report.signals(),
        "You have sent none.",
        signal -> {
          html.element(
              "th",
              signal.signal().equals("gpc") ? "Global Privacy Control" : signal.signal(),
              "scope",
              "row");
          html.element("td", signal.on() ? "On" : "Off");
          moment(signal.moment());
        });
  }

  private void audiences() {
    html.element("h2", "Advertisers' audiences");
    html.element(
        "p",
        "An advertiser can give us a list of its customers. Where you allowed it and were on the"
            + " list, you became a member of that advertiser's audience. The advertiser was not told"
            + " who was found.");
    table(
        "Each audience that you were a member of, oldest first",
        List.of("Advertiser", "Audience", "From", "Until", "Because you allowed it"),
        report.audiences(),
        "You have been in no advertiser's audience.",
        this::member);
  }

  private void member(Member member) {
    html.element("th", member.advertiser(), "scope", "row");
    html.element("td", member.name() == null ? "Not named" : member.name());
    moment(member.from());
    if (!member.readable()) {
      html.element("td", "Never used: " + ended(member) + " before anyone could read it");
    } else if (member.to() == null) {
      html.element("td", "Still a member", "class", "on");
    } else {
      html.open("td");
      time(member.to().time(), MINUTE);
      html.text(": " + ended(member)).close("td");
    }
    html.open("td");
    report.grants().stream()
        .filter(grant -> grant.position() == member.grant())
        .findAny()
        .ifPresent(grant -> {
          html.text("on ");
          time(grant.granted(), MINUTE);
          html.text(", for your " + point(grant.contactPoint(), grant.kind(), grant.granted()));
        });
    html.close("td");
  }

  private static String ended(Member member) {
    return switch (String.valueOf(member.endedBy())) {
      case "withdrawn" -> "you stopped it";
      case "expired" -> "its time was over";
      case "ended_by_removal" -> "the address or number was removed";
      case "replaced" -> "you allowed it anew";
      case "signal_on" -> "your privacy signal was turned on";
      case "notice_invalidated" -> "the notice was declared invalid";
      case "audience_deleted" -> "the audience was deleted";
      default -> throw new IllegalStateException("nothing ends by " + member.endedBy());
    };
  }

  private void notices() {
    html.element("h2", "What you were told");
    table(
        "Each notice that you were shown",
        List.of("Notice", "Version", "Language", "Still valid"),
        report.notices(),
        "You were shown none.",
        this::notice);
  }

  private void notice(Shown shown) {
    html.element("th", shown.notice().id(), "scope", "row");
    html.element("td", shown.notice().version());
    html.element("td", Locale.forLanguageTag(shown.notice().locale()).getDisplayName(Locale.UK));
    if (shown.invalidated() == null) {
      html.element("td", "Yes");
    } else {
      html.open("td").text("No, declared invalid on ");
      time(shown.invalidated().time(), MINUTE);
      html.close("td");
    }
  }

  private void processing() {
    AccessReport.Processing processing = report.processing();
    html.element("h2", "What the uses mean");
    html.open("dl");
    for (Use use : processing.purposes()) {
      html.element("dt", sentence(use.inWords()));
      html.element("dd", Purpose.ofCode(use.purpose()).map(PlainWords::explained).orElseThrow());
    }
    html.close("dl");
    list("What we keep", processing.categories());
    list("Who learns of it", processing.recipients());
    list("How long", processing.retention());
    list("Your rights", processing.rights());
    html.element("h2", "More that you may know");
    html.element("p", "Where it comes from. " + processing.source());
    html.element("p", "Automated decisions. " + processing.automatedDecisions());
    html.element("p", "Sent to other countries. " + processing.transfers());
  }

  private void list(String title, List<String> lines) {
    html.element("h2", title).open("ul");
    lines.forEach(line -> html.element("li", line));
    html.close("ul");
  }

  private void foot() {
    AccessReport.Controller controller = report.controller();
    html.open("footer").element("h2", "Whom you can ask");
    html.open("p").text(controller.contact() + ", " + controller.name() + ", ");
    html.text(controller.address() + ". ");
    link(controller.email(), "mailto:" + controller.email());
    html.text(", " + controller.phone() + ". ");
    link("Privacy policy", controller.policyUrl().toString());
    html.close("p");
    html.element(
        "p",
        "This report holds everything up to number "
            + report.position()
            + " of our ledger, for your account "
            + report.account()
            + ". Keep the number if you want to compare this report with a later one.",
        "class",
        "quiet");
    html.close("footer");
  }

  private void link(String text, String address) {
    html.open("a", "href", address).text(text).inlineClose("a");
  }

  private <T> void table(
      String caption, List<String> heads, Collection<T> rows, String none, Consumer<T> row) {
    if (rows.isEmpty()) {
      html.element("p", none);
      return;
    }
    html.open("div", "class", "wide").open("table").element("caption", caption);
    html.open("thead").open("tr");
    heads.forEach(head -> html.element("th", head, "scope", "col"));
    html.close("tr").close("thead").open("tbody");
    for (T each : rows) {
      html.open("tr");
      row.accept(each);
      html.close("tr");
    }
    html.close("tbody").close("table").close("div");
  }

  /** Which one it was, where there are several of a kind: by the day it was added. */
  private String point(String id, String kind, Instant used) {
    List<Point> alike = report.contactPoints().stream().filter(p -> p.kind().equals(kind)).toList();
    return alike.size() < 2
        ? kind(kind)
        : alike.stream()
            .filter(point -> point.id().equals(id) && !point.registered().time().isAfter(used))
            .reduce((_, later) -> later)
            .map(point -> kind(kind) + " added on " + DAY.format(point.registered().time()))
            .orElse(kind(kind));
  }

  private static String kind(String kind) {
    return ContactPointKind.ofCode(kind).map(PlainWords::of).orElseThrow();
  }

  private static String words(List<Use> uses) {
    return sentence(uses.stream().map(Use::inWords).collect(Collectors.joining("; ")));
  }

  private static String sentence(String words) {
    return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private void moment(Moment moment) {
    html.open("td");
    time(moment.time(), MINUTE);
    html.close("td");
  }

  private void moment(@Nullable Moment moment, String none) {
    if (moment == null) {
      html.element("td", none);
    } else {
      moment(moment);
    }
  }

  private void time(Instant instant, DateTimeFormatter format) {
    html.open("time", "datetime", instant.toString()).text(format.format(instant));
    html.inlineClose("time");
  }
}
