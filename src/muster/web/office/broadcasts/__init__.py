"""Staff pages of broadcasts: declare, choose, write, check, decide, watch, stop, look back."""

from django.urls import path

from muster.web.office.broadcasts import (
    approve,
    audience,
    check,
    compose,
    correct,
    declare,
    everything,
    frozen,
    halted,
    listing,
    live,
    pictures,
    results,
    rows,
    templates,
    trial,
    when,
)

urlpatterns = [
    path("broadcasts/", listing.broadcasts, name="broadcasts"),
    path("broadcasts/new/", declare.new, name="broadcast-new"),
    path("broadcasts/templates/", templates.templates, name="broadcast-templates"),
    path("broadcasts/templates/<int:number>/", templates.template, name="broadcast-template"),
    path(
        "broadcasts/templates/<int:number>/versions/",
        templates.versions,
        name="broadcast-template-versions",
    ),
    path(
        "broadcasts/templates/<int:number>/approval/",
        templates.approval,
        name="broadcast-template-approval",
    ),
    path(
        "broadcasts/templates/<int:number>/retirement/",
        templates.retirement,
        name="broadcast-template-retirement",
    ),
    path("broadcasts/<int:number>/template/", templates.keep, name="broadcast-keep"),
    path("broadcasts/<int:number>/trial/", trial.trial, name="broadcast-trial"),
    path("broadcasts/<int:number>/recipients/", frozen.recipients, name="broadcast-recipients"),
    path("broadcasts/<int:number>/pictures/", pictures.add, name="broadcast-picture"),
    path("broadcasts/<int:number>/words/", templates.use, name="broadcast-use"),
    path("broadcasts/<int:number>/", compose.compose, name="broadcast"),
    path("broadcasts/<int:number>/declaration/", declare.again, name="broadcast-declaration"),
    path("broadcasts/<int:number>/audience/", audience.audience, name="broadcast-audience"),
    path("broadcasts/<int:number>/when/", when.when, name="broadcast-when"),
    path("broadcasts/<int:number>/preview/", compose.preview, name="broadcast-preview"),
    path("broadcasts/<int:number>/check/", check.check, name="broadcast-check"),
    path("broadcasts/<int:number>/approve/", approve.approve, name="broadcast-approve"),
    path("broadcasts/<int:number>/withdrawal/", approve.withdrawal, name="broadcast-withdrawal"),
    path("broadcasts/<int:number>/release/", approve.release, name="broadcast-release"),
    path("broadcasts/<int:number>/live/", live.live, name="broadcast-live"),
    path("broadcasts/<int:number>/live/events/", live.events, name="broadcast-events"),
    path("broadcasts/<int:number>/halt/", halted.halt, name="broadcast-halt"),
    path("broadcasts/<int:number>/halted/", halted.halted, name="broadcast-halted"),
    path("broadcasts/<int:number>/resumption/", halted.resumption, name="broadcast-resumption"),
    path(
        "broadcasts/<int:number>/cancellation/", halted.cancellation, name="broadcast-cancellation"
    ),
    path("broadcasts/<int:number>/rows/", rows.behind, name="broadcast-rows"),
    path("broadcasts/corrections/", correct.corrections, name="corrections"),
    path("broadcasts/<int:number>/correction/", correct.correction, name="broadcast-correction"),
    path("broadcasts/<int:number>/spared/", correct.spared, name="broadcast-spared"),
    path("sending/stop/", everything.everything, name="sending-stop"),
    path("sending/lifting/", everything.lifting, name="sending-lifting"),
    path("broadcasts/<int:number>/results/", results.results, name="broadcast-results"),
]
