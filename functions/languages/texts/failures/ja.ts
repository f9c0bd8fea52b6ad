import type { texts as en } from './en.ts';

export const texts = {
  'not-sent': 'ゲートウェイが長く使用中だったため、送信しませんでした',
  'gateway-missing': 'スマートロックにゲートウェイがありません',
  'gateway-offline': 'ゲートウェイがオフラインです',
  'gateway-busy': 'ゲートウェイが使用中でした',
  'lock-offline': 'スマートロックが応答しませんでした',
  'lock-busy': 'スマートロックが動作中でした',
  'lock-frozen': 'スマートロックが凍結されています',
  'not-supported': 'スマートロックの遠隔操作がオフです',
  'lock-unknown': 'スマートロックは Sifely にもうありません',
  'not-permitted': 'Sifely が許可していません',
  'sign-in-refused': 'Sifely からログアウトされました',
  'credentials-refused': 'Sifely からログアウトされました',
  misconfigured: 'このサービスの設定に誤りがあります',
  'plan-exceeded': 'Sifely のプランの上限に達しました',
  'rate-limited': '短時間の呼び出しが多すぎました',
  'timed-out': 'Sifely が時間内に応答しませんでした',
  unavailable: 'Sifely に接続できませんでした',
  rejected: 'Sifely に拒否されました',
  failed: 'Sifely がエラーを返しました',
  'not-allowed': 'このスマートロックの設定で許可されていないため、送信しませんでした',
} satisfies Record<keyof typeof en, string>;
