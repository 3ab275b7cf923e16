"""Every address of the hub (docs/architecture.md, "URLs")."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path, reverse_lazy
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from events.feedback.views import summary as feedback_summary
from events.subscriptions.views import calendar
from events.views import embed, embed_agenda, events_calendar
from home.serving import page_serve
from home.views import media_serve, share_image
from hub import views
from hub.observability.views import metrics
from hub.sitemap import sitemap
from hub.styleguide.views import styleguide
from search.api import api
from search.api_docs import api_docs
from search.views import search_csv, search_feed, search_xlsx

handler429 = "members.views.too_often"
handler500 = "hub.views.server_error"

to_reset = RedirectView.as_view(url=reverse_lazy("account_reset_password"))
to_login = RedirectView.as_view(pattern_name="members:login", query_string=True)

urlpatterns = [
    path("", views.root, name="root"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap, name="sitemap_section"),
    path("search.atom", search_feed, name="search_atom"),
    path("search.csv", search_csv, name="search_csv"),
    path("search.xlsx", search_xlsx, name="search_xlsx"),
    path("events.ics", events_calendar, name="events_calendar"),
    path("c/<slug:token>.ics", calendar, name="calendar_subscription"),
    path("api/v1/docs", api_docs, name="api_docs"),
    path("api/v1/", api.urls),
    re_path(r"^media/(?P<path>.+)$", media_serve, name="media"),
    path("documents/", include(wagtaildocs_urls)),
    # One log-in, with one throttle: Wagtail's own log-in views lead to it.
    path("admin/login/", to_login),
    path("admin/password_reset/", to_reset),
    path("admin/password_reset/<path:rest>", to_reset),
    path("admin/", include(wagtailadmin_urls)),
]

urlpatterns += i18n_patterns(
    path("account/events/", include("events.desk.urls")),
    path("certificates/", include("events.certificates.urls")),
    path("account/submissions/", include("knowledge.submissions.urls")),
    path("account/events/<str:public_id>/feedback/", feedback_summary, name="event_feedback"),
    path("account/", include("members.urls")),
    path("account/", include("members.account_urls")),
    path("aftercare/", include("events.aftercare.urls")),
    path("interest/", include("events.interest.urls")),
    path("advice/", include("knowledge.submissions.urls_advice")),
    path("feedback/", include("events.feedback.urls")),
    path("calendars/", include("events.subscriptions.urls")),
    path("embed/", embed, name="embed"),
    path("embed/agenda/", embed_agenda, name="embed_agenda"),
    path("registrations/", include("events.registration.urls")),
    path("search/", include("search.urls")),
    path("works/", include("knowledge.works.urls")),
    path("_styleguide/", styleguide, name="styleguide"),
    path("_util/login/", to_login, name="wagtailcore_login"),
    re_path(
        r"^share/(?P<kind>[a-z_]+)/(?P<key>[A-Za-z0-9_-]+)-(?P<digest>[0-9a-f]{16})\.png$",
        share_image,
        name="share_image",
    ),
    # Wagtail's own pattern and name, served with fewer queries and by the one visibility rule.
    re_path(serve_pattern, page_serve, name="wagtail_serve"),
)
