"""Every address: four doors, and sign-in."""

from django.urls import include, path

handler400 = "muster.web.errors.bad_request"
handler403 = "muster.web.errors.forbidden"
handler404 = "muster.web.errors.not_found"
handler500 = "muster.web.errors.broken"

urlpatterns = [
    # Sign-in has no namespace: the sign-in library looks its pages up by their bare names.
    path("office/", include("muster.web.office.signin")),
    path("office/", include("muster.web.office.urls")),
    path("hooks/", include("muster.web.hooks.urls")),
    path("", include("muster.web.api.urls")),
    path("", include("muster.web.site.urls")),
]
