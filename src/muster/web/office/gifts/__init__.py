"""Gifts for staff: the ledger, one gift with what the gateway said of it, money back, promises, and counted cash.

It fetches through ``gifts.access`` and calls one action for each thing a person can do there.
"""

from django.urls import path

from muster.web.office.gifts import hats, ledger, paying_back, pledges

urlpatterns = [
    path("gifts/", ledger.gifts, name="gifts"),
    path("gifts/pledges/", pledges.pledges, name="pledges"),
    path("gifts/pledges/<int:number>/ending/", pledges.ending, name="pledge-ending"),
    path("gifts/hats/", hats.hats, name="hats"),
    path("gifts/hats/<int:number>/", hats.hat, name="hat"),
    path("gifts/hats/<int:number>/counts/", hats.counts, name="hat-counts"),
    path("gifts/hats/<int:number>/settlement/", hats.settlement, name="hat-settlement"),
    path("gifts/hats/<int:number>/amendment/", hats.amendment, name="hat-amendment"),
    path("gifts/<int:number>/", ledger.gift, name="gift"),
    path("gifts/<int:number>/refund/", paying_back.refund, name="gift-refund"),
]
